// What the main view is about: the metric, the sizes, the budget. The address holds all of it.
import { amountText, kinds, missing } from './budget.js';
import { short } from './format.js';

export const architectures = [['sasrec', 'SASRec'], ['hstu', 'HSTU'], ['llama', 'Llama']];
/** The largest layers and dim that the service takes. */
const largestSize = 1e9;

/** Names in the order in which people count: HR@5 before HR@10. */
export const metricNames = law => Object.keys(law.metrics).sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

/** What an address says. A value that makes no sense counts as missing. */
export function stateOf(law, runs, parameters) {
    const names = metricNames(law);
    const metric = names.includes(parameters.get('metric')) ? parameters.get('metric') : names[0];
    const { optimum } = law.metrics[metric];
    const positive = name => {
        const number = Number(parameters.get(name));
        return Number.isFinite(number) && number > 0 ? number : undefined;
    };
    const count = name => {
        const number = Math.round(positive(name) ?? 0);
        return number >= 1 && Number.isSafeInteger(number) ? number : undefined;
    };
    const one = (name, choices) => (choices.includes(parameters.get(name)) ? parameters.get(name) : choices[0]);
    const size = name => Math.min(largestSize, count(name) ?? Math.max(1, Math.round(optimum[name])));
    const state = {
        metric,
        dPrime: runs.dPrimes.length > 1 ? positive('dPrime') ?? runs.dPrimes.at(-1) : undefined,
        layers: size('layers'),
        dim: size('dim'),
        /** The size of the sliders is that of the best until somebody chooses another one. */
        isAtBest: !count('layers') && !count('dim'),
        kind: one('budget', kinds.map(([name]) => name)),
        amount: positive('amount'),
        architecture: one('architecture', architectures.map(([name]) => name)),
        items: count('items'),
        tokens: count('tokens'),
        beyond: parameters.get('beyond') === 'true',
    };
    if (state.kind === 'parameters') state.amount = count('amount');
    // The service knows the items and the tokens of a law's dataset.
    if (missing(state) && !law.dataset) state.amount = undefined;
    return state;
}

/** The address of a state. What is as usual is left out. */
export function addressOf({ metric, dPrime, layers, dim, kind, amount, architecture, items, tokens, beyond }) {
    return {
        metric, dPrime, layers, dim, amount, budget: amount || kind !== kinds[0][0] ? kind : null,
        architecture: architecture === 'sasrec' ? null : architecture, items, tokens, beyond: beyond ? true : null,
    };
}

/** The conditions of a decision in words, for a sheet of paper on which no control is shown. */
export function conditions(state, { items }) {
    const name = architectures.find(([key]) => key === state.architecture)[1];
    return [
        state.dPrime ? `D′ ${short(state.dPrime)}` : null,
        state.amount ? `at most ${amountText(state.amount, state.kind)} ${kinds.find(([key]) => key === state.kind)[1]}` : 'no budget',
        items ? `${name} with ${short(items)} items` : `${name} without the embedding table`,
        state.tokens ? `${short(state.tokens)} training tokens` : null,
        state.beyond ? 'sizes far from the runs, too' : null,
    ].filter(Boolean).join(' · ');
}
