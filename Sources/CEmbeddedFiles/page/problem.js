// Shows a refusal: what is wrong, where, and what to do.
import { announce, h, marked } from './dom.js';

/** Parameters of the service, as the page's controls call them. */
const controls = {
    maxParameters: 'budget', maxTrainingFlops: 'budget', maxEmbeddingBytes: 'budget', tokens: 'training tokens', items: 'items', architecture: 'architecture',
    layers: 'layers', dim: 'dim', dPrime: 'D′', metric: 'metric', law: 'law',
};

export function problemBox(problem) {
    const title = problem.title ?? 'The page failed';
    const faults = (problem.errors ?? []).map(({ pointer, detail }) => ({ control: controls[pointer.replace('?', '')], pointer, detail }));
    // The service's summary repeats its faults with the names of parameters, which nobody sees on this page.
    const isOfControls = faults.length > 0 && faults.every(fault => fault.control);
    const isRepeated = faults.length === 1 && problem.message.includes(faults[0].detail);
    const lines = isOfControls ? faults.map(fault => sentence(`${fault.control} ${fault.detail}`)) : [problem.message];
    const list = isOfControls || isRepeated ? [] : faults.map(fault => h('li', null, h('code', null, fault.pointer), ' ', marked(fault.detail)));
    announce(`${title}. ${lines.join(' ')}`);
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
function sentence(text) {
    const plain = text.replaceAll(/`?\b(max[A-Z]\w+)\b`?/g, (_, name) => (controls[name] ? `the ${controls[name]}` : name));
    return `${plain[0].toUpperCase()}${plain.slice(1)}.`;
}
