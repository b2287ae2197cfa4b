// The sliders: a size to ask about, and a budget.
import { announce, field, h, marked, panel, select } from './dom.js';
import { interval, octavesText, short, value, whole } from './format.js';
import { amountText, kinds, missing, range, steps } from './budget.js';
import { architectures } from './decision-state.js';

const none = 'no limit';
const counts = `a whole number from 1 to ${whole(Number.MAX_SAFE_INTEGER)}`;

/** Where a prediction lies to what was measured: its size, and its D′ if the law spans several. */
function place({ extrapolation: { octaves, dPrime }, newDataset }) {
    const isNear = octaves < 0.05;
    const data = dPrime ? 'its D′ lies beyond all measured ones' : newDataset ? 'nothing was measured at its D′' : null;
    if (!data) return isNear ? 'inside what was measured' : `${octavesText(octaves)} outside what was measured`;
    return isNear ? `its size lies inside the measured ones, but ${data}` : `its size lies ${octavesText(octaves)} outside the measured ones, and ${data}`;
}

export class Controls {
    /** @param changed called with 'point', 'data', 'budget' or 'search' */
    constructor(law, runs, state, changed) {
        Object.assign(this, { law, state, changed });
        this.element = panel('What if', '');
        this.element.classList.add('controls');
        this.layers = this.#size('layers', 'Layers', law.domain.layers);
        this.dim = this.#size('dim', 'Dim', law.domain.dim);
        this.prediction = h('div.pred', { 'aria-live': 'off' });
        this.amounts = [];
        this.budget = this.#slider('Budget', 0, 0, index => {
            state.amount = this.amounts[index];
            this.changed('budget');
        }, index => this.#amountText(this.amounts[index]));
        this.kind = field('Budget in', select(kinds, state.kind, kind => {
            state.kind = kind;
            state.amount = undefined;
            this.setBudgetRange(this.free);
            this.changed('budget');
        }));
        this.architecture = field('Architecture', select(architectures, state.architecture, architecture => {
            state.architecture = architecture;
            state.amount = undefined;
            this.changed('search');
        }));
        this.items = this.#count('items', 'Items', 'of the vocabulary');
        this.tokens = this.#count('tokens', 'Training tokens', 'of one run');
        this.beyond = h('div.check', null, field('Search far from the runs, too', h('input', { type: 'checkbox', checked: state.beyond, onchange: event => {
            state.beyond = event.target.checked;
            this.changed('search');
        } })), h('p.n', null, 'Otherwise the best lies near what was measured.'));
        this.data = runs.dPrimes.length > 1 ? this.#data(runs.dPrimes) : null;
        this.element.append(...[this.data?.row, this.layers.row, this.dim.row, this.prediction, h('h3', null, 'Budget'), this.budget.row,
            h('div.row', null, this.kind, this.architecture), h('div.row', null, this.items, this.tokens), this.beyond].filter(Boolean));
    }

    setMetric(metric) {
        const values = metric.optimum.value;
        this.scale = [values - metric.measuredRange * 1.2, values + metric.measuredRange * 0.6];
        if (metric.goal === 'minimise') this.scale = [values - metric.measuredRange * 0.6, values + metric.measuredRange * 1.2];
    }

    showPrediction(answer, prediction, metric) {
        const range = metric.measuredRange;
        const [low, high] = this.scale;
        const share = number => Math.max(0, Math.min(100, 100 * (number - low) / (high - low || 1)));
        const bar = h('span');
        const mark = h('b');
        bar.style.left = `${share(prediction.low)}%`;
        bar.style.right = `${100 - share(prediction.high)}%`;
        mark.style.left = `${share(prediction.value)}%`;
        this.prediction.replaceChildren(
            h('p.k', null, `${answer.layers} × ${answer.dim} would reach`),
            h('p.v2', null, value(prediction.value, range)),
            h('div.ci', { 'aria-hidden': 'true' }, bar, mark),
            h('p.n', null, `${Math.round(100 * answer.level)} %: ${interval(prediction.low, prediction.high, range)} · ${place(answer)}`),
            ...answer.warnings.map(item => h('p.n.caution', null, marked(item.message))));
    }

    /** The slider covers the amounts that change the choice, and no limit at its end. */
    setBudgetRange(free) {
        if (!free) return;
        this.free = free;
        const known = { ...this.state, items: free.items };
        const lacks = missing(known);
        this.tokens.hidden = this.state.kind !== 'flops' && !this.state.tokens;
        this.budget.input.disabled = Boolean(lacks);
        const [low, high] = lacks ? [1, 1] : range(known, free, this.law.domain);
        this.amounts = [...(high > low ? steps([low, high], 48) : []), undefined];
        const { amount } = this.state;
        if (amount && !this.amounts.includes(amount)) {
            this.amounts = [...this.amounts.slice(0, -1), amount].sort((a, b) => a - b).concat([undefined]);
        }
        this.budget.input.max = String(this.amounts.length - 1);
        this.budget.set(this.amounts.indexOf(amount));
        if (lacks) this.budget.output.textContent = lacks === 'items' ? 'say how many items' : 'say how many tokens';
    }

    #amountText(amount) { return amount ? amountText(amount, this.state.kind) : none; }

    /** A slider over whole sizes: each of them while they are few, then in steps of a few percent. */
    #size(name, text, [low, high]) {
        const top = Math.max(2 * high, this.state[name]);
        const sizes = [];
        const add = (...more) => {
            for (const size of more) if (!sizes.includes(size)) sizes.push(size);
            sizes.sort((a, b) => a - b);
        };
        for (let size = 1; size <= top; size = Math.max(size + 1, Math.round(size * 1.015))) sizes.push(size);
        add(low, high, top, this.state[name]);
        const slider = this.#slider(text, sizes.indexOf(this.state[name]), sizes.length - 1, index => {
            this.state[name] = sizes[index];
            this.state.isAtBest = false;
            this.changed('point');
        }, index => String(sizes[index]));
        const move = size => {
            add(size);
            slider.input.max = String(sizes.length - 1);
            slider.set(sizes.indexOf(size));
        };
        return { ...slider, move };
    }

    /** Moves the sliders to a size. */
    showSize({ layers, dim }) {
        Object.assign(this.state, { layers, dim });
        this.layers.move(layers);
        this.dim.move(dim);
    }

    /** D′ from half the least measured one to twice the greatest, in even steps; the measured ones are among them. */
    #data(measured) {
        const amounts = [...new Set([...steps([measured[0] / 2, measured.at(-1) * 2], 60), ...measured, this.state.dPrime])].sort((a, b) => a - b);
        return this.#slider('Data, by D′', amounts.indexOf(this.state.dPrime), amounts.length - 1, index => {
            this.state.dPrime = amounts[index];
            this.changed('data');
        }, index => short(amounts[index]) + (measured.includes(amounts[index]) ? ' (measured)' : ''));
    }

    #slider(text, start, top, changed, words) {
        const output = h('output');
        const input = h('input', { type: 'range', min: '0', max: String(top), step: '1' });
        input.value = String(start);
        const row = field(text, input);
        row.classList.add('slide');
        output.htmlFor = input.id;
        row.insertBefore(output, input);
        const set = index => {
            input.value = String(index);
            output.textContent = words(Number(input.value));
            input.setAttribute('aria-valuetext', output.textContent);
        };
        if (top > 0) set(start);
        input.addEventListener('input', () => {
            set(Number(input.value));
            changed(Number(input.value));
        });
        return { row, input, output, set };
    }

    #count(name, text, hint) {
        const input = h('input', { type: 'number', min: '1', step: '1', inputmode: 'numeric', value: this.state[name] ? String(this.state[name]) : '' });
        input.addEventListener('change', () => {
            const number = Number(input.value);
            const isCount = number >= 1 && Number.isSafeInteger(number);
            const isRefused = !isCount && (input.value !== '' || input.validity.badInput);
            words.textContent = isRefused ? counts : hint;
            words.classList.toggle('caution', isRefused);
            // What is not used does not stay in the field.
            if (isRefused) {
                announce(`${text}: ${counts}`);
                input.value = this.state[name] ?? '';
                return;
            }
            this.state[name] = isCount ? number : undefined;
            input.value = this.state[name] ?? '';
            if (this.state.kind !== 'parameters' && missing(this.state)) this.state.amount = undefined;
            // The tokens change no answer of the search, but the range of a budget in training operations.
            this.setBudgetRange(this.free);
            this.changed('search');
        });
        const element = field(text, input, hint);
        const words = element.querySelector('.hint');
        return element;
    }
}
