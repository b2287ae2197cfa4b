// Brings training runs: paste, drop or type them, say what each column is, and fit a law.
import { Latest, curl, datasetPath, get, request, url } from './api.js';
import { checkNumber, copy, field, fill, h, panel, select } from './dom.js';
import { bytes, formNames } from './format.js';
import { dropZone } from './drop.js';
import { examples, exampleText } from './examples.js';
import { NameInput, refusal } from './naming.js';
import { Plan } from './plan.js';
import { problemBox } from './problem.js';

const most = 16 * 2 ** 20;
const mostText = 200_000;
const hint = 'layers,dim,HR@10\n4,25,0.281\n4,50,0.304\n8,25,0.282\n8,50,0.310\n…';

// The form lives as long as the page, so that whoever comes back finds what was typed.
let form = null;

export async function show(root, parameters, context) {
    form ??= new ExperimentForm();
    await form.enter(root, parameters, context);
}

class ExperimentForm {
    #body = null;
    #isReady = false;
    #isFitting = false;
    #fitting = new Latest();
    #timer = 0;
    /** Of the present visit. */
    #context = null;

    constructor() {
        this.text = h('textarea', { rows: 10, spellcheck: 'false', placeholder: hint });
        this.outcome = h('div', { role: 'status' });
        this.name = new NameInput();
        this.form = select([['auto', 'as usual: the blend'], ...Object.entries(formNames)], 'auto');
        this.dPrime = h('input', { type: 'number', min: '0', step: 'any' });
        this.dataset = select([['', 'not named']], '', dataset => this.#context.remember({ dataset }));
        this.datasets = h('div');
        this.reason = h('p.n', { id: 'why-no-fit' });
        this.fit = h('button.primary', { type: 'button', 'aria-describedby': 'why-no-fit', onclick: () => this.#fit() }, 'Fit a law');
        this.plan = new Plan('experiments', answer => {
            this.#isReady = Boolean(answer);
            this.#enable();
        });
        this.dPrime.addEventListener('input', () => this.#enable());
        this.text.addEventListener('input', () => this.#typed());
        this.text.addEventListener('paste', event => this.#pasted(event));
        this.elements = [h('h1', null, 'Experiments'), h('p.sub', null, 'Bring the results of training runs. A law is fitted to them, and tells you what to train next.'),
            h('div.two', null, this.#input(), h('div.stack', null, this.#reading(), this.#law()))];
        this.#enable();
    }

    /** Whether a law can be fitted, and if not, why. */
    #enable() {
        const isNumber = checkNumber(this.dPrime, 'optional');
        const lack = !this.#body ? 'Bring runs first.' : this.plan.lack ?? (isNumber ? null : 'D′ is not a number that can be used.');
        this.reason.textContent = lack ?? '';
        this.fit.disabled = this.#isFitting || !this.#isReady || lack !== null;
    }

    async enter(root, parameters, context) {
        this.#context = context;
        context.signal.addEventListener('abort', () => this.#fitting.stop());
        fill(root, this.elements);
        const asked = parameters.get('dataset') ?? this.dataset.value;
        if (![...this.dataset.options].some(option => option.value === asked)) this.dataset.append(h('option', { value: asked }, asked));
        this.dataset.value = asked;
        context.remember({ dataset: asked });
        const example = examples.find(item => item.title === parameters.get('example'));
        await Promise.all([this.#listDatasets(), example && !this.#body ? this.#attempt(() => this.#example(example)) : null]);
    }

    #input() {
        const element = panel('Your runs', 'one line per run: layers, dim, and each metric');
        element.append(field('Paste from a spreadsheet, or type', this.text), dropZone('Drop a file with runs', null, file => this.#attempt(() => this.#chosen(file))),
            h('div.actions', null, examples.map(example => h('button', { type: 'button', title: example.about, onclick: () => this.#attempt(() => this.#example(example)) }, `Example ${example.title}`)),
                h('button', { type: 'button', onclick: () => this.#clear() }, 'Clear')));
        return element;
    }

    #reading() {
        const element = panel('How it is read', 'every choice can be changed');
        element.append(this.plan.element);
        return element;
    }

    #law() {
        const element = panel('The law', '');
        element.append(h('div.fields', null, field('Name', this.name.input, 'optional'), field('Form', this.form), field('Dataset', this.dataset, 'whose D′ the runs have'), field('or its D′', this.dPrime, 'optional')),
            this.datasets,
            h('div.actions', null, this.fit, h('button', { type: 'button', onclick: event => copy(curl(this.#target(), { file: 'runs.csv', type: 'text/csv' }), event.target) }, 'Copy curl')), this.reason, this.outcome);
        return element;
    }

    #target(replaceName = '') {
        return url('/fit', {
            ...this.plan.parameters, name: this.name.text, replaceName, form: this.form.value === 'auto' ? '' : this.form.value, dataset: this.dataset.value, dPrime: this.dPrime.value,
        });
    }

    #attempt(action) {
        return action().catch(error => fill(this.outcome, problemBox(error)));
    }

    // MARK: The runs

    async #take(content) {
        fill(this.outcome);
        this.#body = content;
        if (content.size > most) {
            this.#body = null;
            this.plan.clear();
            fill(this.outcome, problemBox({ title: 'This is too much', message: `${bytes(content.size)} were given, and at most ${bytes(most)} are read here. A grid of experiments is much smaller: is this the right file?` }));
            return;
        }
        const reading = this.plan.read(content.slice(0, 2 ** 20), content.type || undefined);
        this.#enable();
        await reading;
    }

    #typed() {
        clearTimeout(this.#timer);
        // What follows a key within a moment is one change.
        this.#timer = setTimeout(() => {
            const text = this.text.value;
            // Whoever replaces a table may empty the field first.
            this.name.edited(text);
            if (text.trim()) this.#attempt(() => this.#take(new Blob([text])));
            else this.#forget();
        }, 250);
    }

    #pasted(event) {
        const pasted = event.clipboardData.getData('text');
        // A text area with a huge text stands still, so the text stays out of it.
        if (pasted.length <= mostText) return;
        event.preventDefault();
        this.#show('', `${bytes(pasted.length)} pasted`);
        this.name.suggest('');
        this.#attempt(() => this.#take(new Blob([pasted])));
    }

    async #chosen(file) {
        const text = file.size <= mostText && !/\.gz$/.test(file.name) ? await file.text() : '';
        this.#show(text, text ? hint : file.name);
        this.name.suggest(file.name.replace(/(\.(csv|tsv|json|ndjson|txt|gz))+$/i, '').slice(0, 200), text);
        await this.#take(file);
    }

    async #example(example) {
        const text = await exampleText(example);
        this.#show(text);
        this.name.suggest(example.name, text, true);
        await this.#take(new Blob([text]));
    }

    #show(text, placeholder = hint) {
        // A change that was typed a moment before belongs to the table before.
        clearTimeout(this.#timer);
        this.text.value = text;
        this.text.placeholder = placeholder;
    }

    #forget() {
        this.#body = null;
        this.plan.clear();
        fill(this.outcome);
    }

    #clear() {
        this.#show('');
        this.name.clear();
        this.#forget();
        this.text.focus();
    }

    // MARK: The law

    async #fit(replaceName) {
        this.#isFitting = true;
        this.#enable();
        const text = this.text.value;
        fill(this.outcome, h('p.n', null, 'Fitting…'));
        try {
            const answer = await this.#fitting.run(signal => request(this.#target(replaceName), { method: 'POST', body: this.#body, signal }));
            fill(this.outcome);
            if (!answer) return;
            this.name.stored(text);
            location.hash = `#/decide?law=${answer.law}`;
        } catch (error) {
            fill(this.outcome, refusal(error, this.name.text, () => this.#fit(true)));
        } finally {
            this.#isFitting = false;
            this.#enable();
        }
    }

    /** The choice of a dataset. Without the list everything else still works. */
    async #listDatasets() {
        const { signal } = this.#context;
        const asked = this.dataset.value;
        try {
            const { datasets } = await get('/datasets?limit=200', signal);
            const known = item => [item.dataset, ...item.names ?? []].includes(asked) || item.name === asked;
            if (asked && !datasets.some(known)) datasets.unshift(await get(datasetPath(asked), signal));
            this.dataset.replaceChildren(h('option', { value: '' }, 'not named'),
                ...datasets.map(item => h('option', { value: item.dataset, selected: Boolean(asked) && known(item) }, item.name ?? item.dataset)));
            fill(this.datasets);
        } catch (error) {
            if (error.name === 'AbortError') return;
            fill(this.datasets, problemBox({ title: 'The stored datasets cannot be chosen', message: error.message, status: error.status }),
                h('div.actions', null, h('button', { type: 'button', onclick: () => this.#listDatasets() }, 'Try again')));
        }
    }
}
