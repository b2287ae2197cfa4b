// The tables of the main view.
import { curl } from './api.js';
import { copy, h, marked, table } from './dom.js';
import { csv, formNames, interval, short, usualLevel, value } from './format.js';

/** Every form with its errors; the used one is marked. */
export function candidateTable(metric) {
    const worst = Math.max(...metric.candidates.map(item => item.looRmse ?? 0));
    const error = number => value(number, metric.measuredRange / 10);
    const rows = metric.candidates.map(item => {
        const name = formNames[item.form] ?? item.form;
        const bar = h('i');
        bar.style.width = `${worst ? 100 * (item.looRmse ?? 0) / worst : 0}%`;
        const used = item.form === metric.form;
        return {
            className: used ? 'on' : null,
            cells: [used ? h('span', null, name, ' (used)') : name, item.r2 === null ? h('span', { title: item.unavailable }, '–') : item.r2.toFixed(3),
                error(item.looRmse), error(item.forward?.layers), error(item.forward?.dim), h('div.barcell', { 'aria-hidden': 'true' }, bar)],
        };
    });
    const reasons = metric.candidates.filter(item => item.unavailable).map(reason);
    return h('div', null, table('Errors of each form', ['form', 'R²', 'left out', 'most layers', 'largest dim', h('span.hidden', null, 'left out, as a bar')], rows),
        reasons.length ? h('p.n', null, marked(reasons.join('; '))) : null);
}

/** Why a form is missing, under the name that the page gives it. */
function reason({ form, unavailable }) {
    const text = unavailable.replace('; `form=auto` needs fewer', '');
    const name = formNames[form] ?? form;
    return text.startsWith(`${form} `) ? name + text.slice(form.length) : `${name}: ${text}`;
}

/** The runs to make next, for a sweep's configuration. */
export function nextRuns(answer, law, metric, target) {
    const steps = answer.suggestions;
    const range = metric.measuredRange;
    const title = law.name ?? law.law;
    const yaml = `# Next runs for ${title.replaceAll(/[\r\n]/g, ' ')} (${answer.metric})\nruns:\n${steps.map(step => `  - layers: ${step.layers}\n    dim: ${step.dim}\n`).join('')}`;
    const text = csv(steps.map(({ layers, dim, value: predicted, low, high, parameters, reason }) => ({
        layers, dim, ...(answer.dPrime ? { dPrime: answer.dPrime } : {}), metric: answer.metric, predicted, predicted_low: low, predicted_high: high, level: usualLevel, parameters, reason,
    })));
    return [
        table('Runs to make next', ['layers × dim, parameters', 'expected, 95 %'], steps.map(step => [
            h('span', null, `${step.layers} × ${step.dim}`, h('small.range', null, short(step.parameters))),
            step.value === null ? '–' : h('span', null, value(step.value, range), h('small.range', null, interval(step.low, step.high, range))),
        ])),
        reasons(steps),
        ...answer.warnings.map(item => h('p.n.caution', null, marked(item.message))),
        h('div.actions.small', null,
            h('button', { type: 'button', onclick: event => copy(yaml, event.target) }, 'Copy as YAML'),
            h('button', { type: 'button', onclick: event => copy(text, event.target) }, 'Copy as CSV'),
            h('button', { type: 'button', onclick: event => copy(curl(target), event.target) }, 'Copy curl')),
    ];
}

/** Why these runs; each reason names its runs, unless it is that of all. */
function reasons(steps) {
    const messages = [...new Set(steps.map(step => step.message))];
    const runs = message => steps.filter(step => step.message === message).map(step => `${step.layers} × ${step.dim}`).join(', ');
    return messages.map(message => h('p.n', null, messages.length > 1 ? h('b.of', null, `${runs(message)}: `) : null, message));
}

/** What was measured. */
export function runTable(runs, metric) {
    const measured = runs.experiments.filter(run => run[metric] !== undefined);
    const spans = runs.dPrimes.length > 1;
    const most = 200;
    // As many decimals for all as the one with the most has, so that the digits stand below each other.
    const decimals = Math.min(8, Math.max(0, ...measured.map(run => (String(run[metric]).split('.')[1] ?? '').length)));
    return h('div', null, table(`Measured ${metric}`, ['layers', 'dim', ...(spans ? ['D′'] : []), metric], measured.slice(0, most).map(run => [
        String(run.layers), String(run.dim), ...(spans ? [short(run.dPrime)] : []), run[metric].toFixed(decimals),
    ]), { left: [], className: 'tight' }), measured.length > most ? h('p.n', null, `and ${measured.length - most} more; the CSV has all`) : null);
}
