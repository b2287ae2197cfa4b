// The decision in words: what to train, what it costs, what is left on the table, and what more would buy.
import { h } from './dom.js';
import { bytes, interval, short, value } from './format.js';
import { trainingOperations } from './budget.js';

/** Cells of the strip, in the order of a decision. `answer` is null while only a preview is known. */
export function answerStrip({ best, free, answer, state, metric }) {
    const range = metric.measuredRange;
    const cells = [lead(best, answer, state, range), cost(best, state)];
    if (answer) cells.push(cheapest(answer, range));
    cells.push(left(best, free, state, metric, range));
    if (answer) cells.push(more(answer, range));
    return cells;
}

function cell(key, text, note) {
    return h('div', null, h('p.k', null, key), h('p.v2', null, text), h('p.n', null, note));
}

function lead(best, answer, state, range) {
    return h('div.lead', null, h('p.k', null, state.amount ? 'Train next, within the budget' : 'Train next'),
        h('p.v', null, `${best.layers} layer${best.layers === 1 ? '' : 's'} `, h('span', null, '× '), `dim ${best.dim}`),
        h('p.n', null, `${state.metric} `, h('b', null, value(best.value, range)), ' ',
            h('i', null, answer ? `${Math.round(100 * answer.level)} %: ${interval(best.low, best.high, range)}` : '…')));
}

function cost(best, state) {
    const operations = trainingOperations(best, state);
    const parts = [state.items ? `with the embedding of ${short(state.items)} items` : 'without the embedding table'];
    if (operations) parts.push(`${short(operations)} training operations`);
    if (state.items) parts.push(`${bytes(state.items * best.dim * 4)} of embeddings`);
    return cell('It costs', `${short(best.parameters)} parameters`, parts.join(' · '));
}

function cheapest(answer, range) {
    const { cheapest, best } = answer;
    const share = `${Math.round(100 * answer.tolerance)} %`;
    if (cheapest.layers === best.layers && cheapest.dim === best.dim) {
        return cell(`Cheapest within ${share}`, 'this one', `no cheaper size comes within ${share} of the measured range`);
    }
    return cell(`Cheapest within ${share}`, `${cheapest.layers} × ${cheapest.dim}`, `${value(cheapest.value, range)} · ${short(cheapest.parameters)} parameters`);
}

function left(best, free, state, metric, range) {
    if (!state.amount) {
        const room = metric.optimum;
        return cell('Left on the table', 'nothing', `no budget is set; the peak of the curve is at ${room.layers.toFixed(1)} × ${room.dim.toFixed(1)}`);
    }
    const lost = Math.abs(free.best.value - best.value);
    return cell('Left on the table', value(lost, range), `${free.best.layers} × ${free.best.dim} would reach ${value(free.best.value, range)} with ${short(free.best.parameters)} parameters`);
}

function more(answer, range) {
    const { gain, standardError, layers, dim } = answer.nextTenPercent;
    const error = `± ${value(standardError, range)}`;
    const note = gain <= 0 ? 'a larger model is not predicted to be better'
        : gain < 2 * standardError ? `${error}, so nothing that one run could show` : `${error}, at ${layers} × ${dim}`;
    return cell('10 % more parameters buy', gain > 0 ? `+${value(gain, range)}` : '0', note);
}
