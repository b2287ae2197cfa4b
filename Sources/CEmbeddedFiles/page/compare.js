// Several laws side by side: which one has more room to grow.
import { curl, get, lawPath, url } from './api.js';
import { copy, fill, h, panel, table } from './dom.js';
import { Chart } from './charts.js';
import { formNames, interval, percent, value } from './format.js';
import { distinct, warningBox } from './warnings.js';

export async function show(root, parameters, context) {
    const ids = (parameters.get('laws') ?? '').split(',').filter(Boolean).slice(0, 12);
    if (ids.length < 2) {
        fill(root, h('h1', null, 'Compare'), h('p', null, 'Choose two laws or more under ', h('a', { href: '#/stored' }, 'Stored'), '.'));
        return;
    }
    const laws = await Promise.all(ids.map(id => get(lawPath(id), context.signal)));
    const shared = Object.keys(laws[0].metrics).filter(metric => laws.every(law => metric in law.metrics)).sort();
    if (!shared.length) {
        fill(root, h('h1', null, 'Compare'), h('p', null, 'These laws have no metric in common, so they cannot be compared.'));
        return;
    }
    const metric = shared.includes(parameters.get('metric')) ? parameters.get('metric') : shared[0];
    context.remember({ metric });
    const target = url('/compare', { laws: laws.map(law => law.law).join(','), metric, dPrime: parameters.get('dPrime') });
    const answer = await get(target, context.signal);
    const range = Math.max(...laws.map(law => law.metrics[metric].measuredRange));
    const best = answer.laws[0];
    const name = item => item.name ?? item.law;
    const summary = panel('Which has more room to grow?', `${metric}, each law at its own optimum`);
    summary.append(
        h('p.sentence', null, `${name(best)} is best with a probability of ${percent(best.probabilityOfBeingBest)}, apart from the noise of runs. One new run of it would beat one of each other with ${percent(best.probabilityOfBestRun)}.`),
        table('Laws side by side', ['law', 'form', 'optimum', metric, `${Math.round(100 * answer.level)} % interval`, 'best', 'best run', 'room to grow'], answer.laws.map(item => [
            h('a', { href: `#/decide?law=${item.law}&metric=${encodeURIComponent(metric)}` }, name(item)), formNames[item.form] ?? item.form,
            `${item.optimum.layers.toFixed(0)} × ${item.optimum.dim.toFixed(0)}`, value(item.optimum.value, range), interval(item.low, item.high, range),
            percent(item.probabilityOfBeingBest), percent(item.probabilityOfBestRun), value(item.roomToGrow, range),
        ]), { left: [0, 1] }),
        h('div.warnings', null, distinct(answer.warnings).map(warningBox)));
    const pictures = h('div.two');
    fill(root, h('section.head', null, h('div', null, h('h1', null, `${laws.length} laws side by side`), h('p.sub', null, answer.laws.map(name).join(' · '))),
        h('div.tabs', { role: 'group', 'aria-label': 'Metric' }, shared.map(item => h('button', { type: 'button', 'aria-pressed': String(item === metric), onclick: () => { location.hash = `#/compare?laws=${ids.join(',')}&metric=${encodeURIComponent(item)}`; } }, item))),
        h('span.grow'), h('div.actions', null, h('button', { type: 'button', onclick: event => copy(location.href, event.target) }, 'Copy link'), h('button', { type: 'button', onclick: event => copy(curl(target), event.target) }, 'Copy curl'))), summary, pictures);
    await Promise.all(answer.laws.map(async item => {
        const element = panel(name(item), `rank ${item.rank}`);
        pictures.append(element);
        const law = laws.find(one => one.law === item.law);
        const dPrime = answer.dPrime ?? (law.domain.dPrime && law.domain.dPrime[0] !== law.domain.dPrime[1] ? law.domain.dPrime[1] : undefined);
        await new Chart(element, `Surface of ${name(item)}`, { aspect: 0.6 }).load(url(`${lawPath(item.law)}/plot`, { view: 'surface', metric, dPrime }), context.signal);
    }));
}
