// The decision in words: what to train, what it costs, what is left on the table, and what more would buy.
import { h } from './dom.js';
import { bytes, count, interval, short, value } from './format.js';
import { trainingOperations } from './budget.js';

/**
 * Cells of the strip, in the order of a decision.
 *
 * @param free the best without a budget; null while it is not known
 * @param answer null while only a preview is known
 * @param domain what was measured
 */
export function answerStrip({ best, free, answer, state, metric, domain }) {
    const range = metric.measuredRange;
    const cells = [lead(best, answer, state, range), cost(best, state, (free ?? answer).items)];
    if (answer) cells.push(cheapest(answer, range));
    cells.push(left(best, free, state, metric, domain));
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

function cost(best, { tokens }, items) {
    const operations = trainingOperations(best, { tokens, items });
    const parts = [items ? `with the embedding of ${short(items)} items` : 'without the embedding table'];
    if (operations) parts.push(`${short(operations)} training operations`);
    if (items) parts.push(`${bytes(items * best.dim * 4)} of embeddings`);
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

const warns = ({ warnings }, code) => warnings.some(warning => warning.code === code);

/** Whether a size that was not searched may be better than the best. */
function isCut(answer, metric, domain) {
    if (answer.nextTenPercent.limited || warns(answer, 'limitedByReach')) return true;
    if (answer.continuous.interior || warns(metric, 'constantValues')) return false;
    // Nothing is smaller than 1.
    const ends = lowEnds(answer, domain);
    return !ends.length || ends.some(axis => domain[axis][0] > 1);
}

/** The axes on which the curve is best at the least size that was searched. */
function lowEnds({ continuous }, domain) {
    return ['layers', 'dim'].filter(axis => continuous[axis] <= domain[axis][0] * (1 + 1e-6));
}

function left(best, free, state, metric, domain) {
    const key = 'Left on the table';
    if (!free) return cell(key, '…', 'known when D′ rests');
    const range = metric.measuredRange;
    if (!state.amount) {
        if (isCut(free, metric, domain)) return cell(key, 'not known', `no budget is set, and ${ending(free, domain)}`);
        const { layers, dim, interior } = free.continuous;
        if (warns(free, 'measuredIsBest')) {
            return cell(key, 'nothing that is sure', `no budget is set; the curve is best at ${layers.toFixed(1)} × ${dim.toFixed(1)}, but not surely better there`);
        }
        const place = interior ? 'the peak of the curve is at' : 'the curve is best at the edge of the search, at';
        return cell(key, 'nothing', `no budget is set; ${place} ${layers.toFixed(1)} × ${dim.toFixed(1)}`);
    }
    const lost = Math.max(0, metric.goal === 'minimise' ? best.value - free.best.value : free.best.value - best.value);
    const cut = isCut(free, metric, domain);
    return cell(key, `${cut ? 'at least ' : ''}${value(lost, range)}`,
        `${free.best.layers} × ${free.best.dim} would reach ${value(free.best.value, range)} with ${short(free.best.parameters)} parameters${cut ? `; ${ending(free, domain)}` : ''}`);
}

/** Why the search does not know what is beyond its best. */
function ending(free, domain) {
    const { best, reach, nextTenPercent } = free;
    const isSmall = !nextTenPercent.limited && lowEnds(free, domain).length > 0;
    return reach !== null && warns(free, 'limitedByReach')
        ? `the search ended ${count(reach, 'octave', short)} from the runs: a size beyond is predicted to be better`
        : `the search ended at ${best.layers} × ${best.dim}: a ${isSmall ? 'smaller' : 'larger'} size may be better`;
}

function more(answer, range) {
    const { gain, standardError, layers, dim, limited } = answer.nextTenPercent;
    const key = '10 % more parameters buy';
    if (gain <= 0) {
        return limited ? cell(key, 'not known', 'sizes of so many parameters were not all searched')
            : cell(key, '0', 'no size of so many parameters is predicted to be better');
    }
    const error = `± ${value(standardError, range)}`;
    return cell(key, `${answer.goal === 'minimise' ? '−' : '+'}${value(gain, range)}`,
        gain < 2 * standardError ? `${error}, so nothing that one run could show` : `${error}, at ${layers} × ${dim}`);
}
