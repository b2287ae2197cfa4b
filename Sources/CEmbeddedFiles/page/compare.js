// Several laws side by side: which one has more room to grow.
import { curl, get, lawPath, url } from './api.js';
import { copy, field, fill, h, panel, select, table } from './dom.js';
import { Chart } from './charts.js';
import { formNames, interval, percent, short, value } from './format.js';
import { failureBox } from './problem.js';
import { distinct, warningBox } from './warnings.js';

/** The most that the service compares at once. */
export const mostLaws = 64;

// A choice draws the view anew, and what was chosen keeps the focus.
let focused = null;

export async function show(root, parameters, context) {
    const ids = (parameters.get('laws') ?? '').split(',').filter(Boolean);
    const refuse = text => fill(root, h('h1', null, 'Compare'), h('p', null, text, ' Choose others under ', h('a', { href: '#/stored' }, 'Stored'), '.'));
    if (ids.length < 2) return void refuse('A comparison needs two laws or more.');
    if (ids.length > mostLaws) return void refuse(`These are ${ids.length} laws, and at most ${mostLaws} can be compared.`);
    const laws = await Promise.all(ids.map(id => get(lawPath(id), context.signal)));
    const shared = Object.keys(laws[0].metrics).filter(metric => laws.every(law => metric in law.metrics)).sort();
    if (!shared.length) return void refuse('These laws have no metric in common, so they cannot be compared.');
    const wanted = parameters.get('metric');
    const metric = shared.includes(wanted) ? wanted : shared[0];
    const remark = wanted && wanted !== metric ? h('p.n.caution.remark', null, `These laws do not share a metric «${wanted}», so ${metric} is shown.`) : null;
    const several = laws.filter(spans);
    const measured = await measuredData(several, context.signal);
    const dataset = parameters.get('dataset');
    const asked = Number(parameters.get('dPrime'));
    const dPrime = dataset ? null : asked > 0 ? asked : several.length ? only(laws) ?? widest(measured, several) : null;
    context.remember({ metric, dPrime });
    const target = url('/compare', { laws: laws.map(law => law.law).join(','), metric, dPrime, dataset });
    const choice = several.length ? dataChoice(measured, dPrime, dataset, chosen => go({ dPrime: chosen, dataset: null }, 'select')) : null;
    const go = (changes, selector) => {
        focused = selector;
        location.hash = url('#/compare', { laws: ids.join(','), metric, dPrime, dataset, ...changes });
    };
    const head = h('section.head', null, h('div', null, h('h1', null, `${laws.length} laws side by side`), h('p.sub', null, laws.map(name).join(' · '))),
        h('div.tabs', { role: 'group', 'aria-label': 'Metric' }, shared.map(item => h('button', { type: 'button', 'aria-pressed': String(item === metric), onclick: () => go({ metric: item }, '.tabs [aria-pressed=true]') }, item))),
        h('span.grow'), h('div.actions', null, h('button', { type: 'button', onclick: event => copy(location.href, event.target) }, 'Copy link'), h('button', { type: 'button', onclick: event => copy(curl(target), event.target) }, 'Copy curl')));
    const summary = panel('Which has more room to grow?', `${metric}, each law at its own optimum`, choice);
    const pictures = h('div.two');
    fill(root, head, remark, summary, pictures);
    if (focused) root.querySelector(focused)?.focus();
    focused = null;
    let answer;
    try {
        answer = await get(target, context.signal);
    } catch (error) {
        // The choices stay, because another one may be the way out.
        if (error.name === 'AbortError') throw error;
        summary.append(failureBox(error, context.again));
        return;
    }
    const sizes = answer.laws.map(() => h('span', null, '…'));
    summary.append(...ranking(answer, metric, Math.max(...laws.map(law => law.metrics[metric].measuredRange)), sizes));
    await Promise.all(answer.laws.map((item, index) => picture(pictures, item, metric, spans(laws.find(law => law.law === item.law)) ? answer.dPrime : undefined, sizes[index], context)));
}

const name = item => item.name ?? item.law;

function spans({ domain: { dPrime } }) {
    return Boolean(dPrime) && dPrime[0] !== dPrime[1];
}

/** The D′ of all runs of these laws. */
async function measuredData(laws, signal) {
    const runs = await Promise.all(laws.map(law => get(`${lawPath(law.law)}/experiments`, signal)));
    return [...new Set(runs.flatMap(({ dPrimes }) => dPrimes))].sort((a, b) => a - b);
}

/** The D′ of the first law that has a single one: the service compares such a law at no other. */
function only(laws) {
    return laws.find(law => law.domain.dPrime && !spans(law))?.domain.dPrime[0] ?? null;
}

/** The greatest measured D′ that all laws span, or the greatest of all. */
function widest(measured, laws) {
    return measured.findLast(dPrime => laws.every(({ domain: { dPrime: [low, high] } }) => dPrime >= low && dPrime <= high)) ?? measured.at(-1) ?? null;
}

function dataChoice(measured, dPrime, dataset, changed) {
    const amounts = [...new Set([...measured, ...(dPrime ? [dPrime] : [])])].sort((a, b) => a - b);
    const texts = amounts.map(amount => short(amount));
    const options = amounts.map((amount, index) => {
        const isUnique = texts.indexOf(texts[index]) === texts.lastIndexOf(texts[index]);
        return [String(amount), `${isUnique ? texts[index] : amount}${measured.includes(amount) ? ' (measured)' : ''}`];
    });
    if (dataset) options.unshift(['', `of the dataset ${dataset}`]);
    return h('div.fields', null, field('Data, by D′', select(options, dataset ? '' : String(dPrime), changed), 'for the laws that span several'));
}

/** @param sizes elements for the best size of each law, which its picture brings */
function ranking(answer, metric, range, sizes) {
    const best = answer.laws[0];
    return [
        h('p.sentence', null, `${name(best)} is best with a probability of ${percent(best.probabilityOfBeingBest)}, apart from the noise of runs. One new run of it would beat one of each other with ${percent(best.probabilityOfBestRun)}.`),
        table('Laws side by side', ['law', 'form', 'best size', metric, `${Math.round(100 * answer.level)} % interval`, 'best', 'best run', 'room to grow'], answer.laws.map((item, index) => [
            h('a', { href: url('#/decide', { law: item.law, metric, dPrime: answer.dPrime }) }, name(item)), formNames[item.form] ?? item.form,
            sizes[index], value(item.optimum.value, range), interval(item.low, item.high, range),
            percent(item.probabilityOfBeingBest), percent(item.probabilityOfBestRun), value(item.roomToGrow, range),
        ]), { left: [0, 1] }),
        h('div.warnings', null, distinct(answer.warnings).map(warningBox)),
    ];
}

/** @param size gets the size that the picture marks. The optimum of the curve lies between whole sizes. */
async function picture(root, item, metric, dPrime, size, context) {
    const element = panel(name(item), `rank ${item.rank}`);
    root.append(element);
    try {
        const chart = new Chart(element, `Surface of ${name(item)}`, { aspect: 0.6 });
        await chart.load(url(`${lawPath(item.law)}/plot`, { view: 'surface', metric, dPrime }), context.signal);
        size.textContent = chart.specification.data.find(set => set.name === 'best').values[0].label;
    } catch (error) {
        if (error.name === 'AbortError') throw error;
        size.textContent = `near ${item.optimum.layers.toFixed(0)} × ${item.optimum.dim.toFixed(0)}`;
        element.append(failureBox(error, context.again));
    }
}
