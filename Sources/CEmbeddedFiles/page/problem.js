// Shows a refusal: what is wrong, where, and what to do.
import { announce, h, marked } from './dom.js';

/** Parameters of the service, as the page's controls call them. */
const controls = {
    maxParameters: 'budget', maxTrainingFlops: 'budget', maxEmbeddingBytes: 'budget', tokens: 'training tokens', items: 'items', architecture: 'architecture',
    layers: 'layers', dim: 'dim', dPrime: 'D′', metric: 'metric', law: 'law', dataset: 'dataset', name: 'name', form: 'form',
    m: 'pattern length m', maxLength: 'last items of each user', short: 'users with few items',
    format: 'format', delimiter: 'delimiter', header: 'header', timeFormat: 'times', charset: 'characters', onError: 'a faulty line',
    padding: 'padding label', columns: 'columns', goals: 'goals',
};

/** What the amounts of a budget are. */
const units = { maxParameters: 'parameters', maxTrainingFlops: 'training operations', maxEmbeddingBytes: 'bytes' };

export function problemBox(problem) {
    const isMissing = problem.status === 404 && problem.message.includes('there is no ');
    const title = isMissing ? 'This is not stored' : problem.title ?? 'The page failed';
    const faults = (problem.errors ?? []).map(({ pointer, detail }) => ({ control: controls[pointer.replace('?', '')], unit: units[pointer.replace('?', '')], pointer, detail }));
    // The service's summary repeats its faults with the names of parameters, which nobody sees on this page.
    const isOfControls = !isMissing && faults.length > 0 && faults.every(fault => fault.control);
    const isRepeated = isMissing || (faults.length === 1 && problem.message.includes(faults[0].detail));
    // The service speaks of its document, of which the page shows the list alone.
    const summary = problem.message.replace(/(each is|the first \d+ are) listed under errors/, '$1 listed here');
    const lines = isMissing ? [absence(problem.message)] : isOfControls ? faults.map(sentence) : [summary];
    const list = isOfControls || isRepeated ? [] : faults.map(fault => h('li', null, h('code', null, fault.pointer), ' ', marked(fault.detail)));
    announce(`${title}. ${lines.join(' ').replaceAll('`', '')}`);
    return h('div.problem', { role: 'alert' }, h('b', null, title), lines.map(line => h('p', null, marked(line))), list.length ? h('ul', null, list) : null);
}

/** Whether the same request may be answered later: the network or the service failed, and the request is right. */
export const isPassing = error => !error.status || error.status >= 500;

/** A refusal, and a way to ask again if that may help. */
export function failureBox(error, again) {
    return h('div', null, problemBox(error), isPassing(error)
        ? h('div.actions.small', null, h('button', { type: 'button', onclick: again }, 'Try again')) : null);
}

/** A fault of a control without the words of HTTP. */
function sentence({ control, unit, detail }) {
    const isPredicate = /^(must|is|has|needs|cannot)\b/.test(detail);
    const plain = detail.replaceAll(/`?\b(max[A-Z]\w+)\b`?/g, (_, name) => (controls[name] ? `the ${controls[name]}` : name))
        .replace(/from (\d+) to 9223372036854775807/, 'from $1 on')
        .replaceAll(/(?<![\w.-])\d{5,}(?![\w.])/g, digits => digits.replaceAll(/\B(?=(\d{3})+$)/g, ' '));
    return capital(`${control}${isPredicate ? ' ' : ': '}${plain}${unit && /^must be at least \S+$/.test(detail) ? ` ${unit}` : ''}.`);
}

/** What is not stored, and the view that lists what is. */
function absence(message) {
    const [what] = message.replace(/^\?\w+: /, '').split('; ');
    return capital(`${what.replaceAll(/`([^`]+)`/g, '«$1»')}. «Stored» lists what there is.`);
}

const capital = text => text[0].toUpperCase() + text.slice(1);
