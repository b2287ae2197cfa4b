// Measures a dataset: how regular its sequences are, and so how much they can teach.
import { curl, datasetPath, get, url } from './api.js';
import { checkNumber, copy, field, fill, h, panel, select } from './dom.js';
import { bytes } from './format.js';
import { dataset, sweep } from './dataset.js';
import { dropZone } from './drop.js';
import { exampleFile, exampleLog } from './examples.js';
import { NameInput, refusal } from './naming.js';
import { Plan } from './plan.js';
import { failureBox, problemBox } from './problem.js';
import { upload } from './upload.js';

// The form lives as long as the page, so that whoever comes back finds the file and the choices.
let form = null;

export async function show(root, parameters, context) {
    form ??= new DataForm();
    await form.enter(root, parameters, context);
}

class DataForm {
    #file = null;
    #isReady = false;
    #sending = null;
    /** Of the present visit. */
    #context = null;

    constructor() {
        this.result = h('div.result');
        this.state = h('div', { role: 'status' });
        this.name = new NameInput();
        this.m = h('input', { type: 'number', min: '1', max: '1024', step: '1', value: '2' });
        this.lengths = h('input', { type: 'text', value: '', placeholder: 'all', spellcheck: 'false' });
        this.short = select([['exclude', 'leave them out'], ['zero', 'count them as 0']], 'exclude');
        this.send = h('button.primary', { type: 'button', disabled: true, 'aria-describedby': 'why-no-measure', onclick: () => this.#send() }, 'Measure');
        this.cancel = h('button', { type: 'button', hidden: true, onclick: () => this.#sending?.abort() }, 'Cancel');
        this.bar = h('progress', { max: '1', value: '0', hidden: true, 'aria-label': 'Upload' });
        this.plan = new Plan('log', answer => {
            this.#isReady = Boolean(answer);
            this.#enable();
        });
        this.m.addEventListener('input', () => this.#enable());
        this.reason = h('p.n', { id: 'why-no-measure' });
        this.title = h('b', null, '');
        this.setup = this.#setup();
        this.elements = [h('h1', null, 'Data'), h('p.sub', null, 'How regular are the sequences? ApEn measures it, and D′ says how much such data can teach.'),
            h('div.two', null, this.#input(), this.setup)];
    }

    async enter(root, parameters, context) {
        this.#context = context;
        context.signal.addEventListener('abort', () => this.#sending?.abort());
        // The figures of an earlier visit may still be drawn, so they keep an element of their own.
        this.result = h('div.result');
        fill(root, this.elements, this.result);
        const reference = parameters.get('dataset');
        if (reference) await this.#stored(reference, this.result, context);
    }

    async #stored(reference, result, context) {
        try {
            const answer = await get(datasetPath(reference), context.signal);
            fill(result);
            await dataset(result, answer, context.signal);
        } catch (error) {
            if (error.name !== 'AbortError') fill(result, failureBox(error, () => this.#stored(reference, result, context)));
        }
    }

    #input() {
        const element = panel('Your data', 'who did what, in which order');
        // What follows the choice of a file is hidden until there is one.
        const refusal = h('div');
        const attempt = action => {
            fill(refusal);
            return action().catch(error => fill(refusal, problemBox(error)));
        };
        element.append(dropZone('Drop a log of interactions', null, chosen => attempt(() => this.#take(chosen))),
            h('div.actions', null, h('button', { type: 'button', title: exampleLog.about, onclick: () => attempt(async () => this.#take(await exampleFile())) }, `Example ${exampleLog.title}`)),
            refusal, h('p.n', null, 'CSV, TSV, JSON, NDJSON, RecBole and «user item» files are read, compressed by gzip or not. The file goes to this service only.'));
        return element;
    }

    #setup() {
        const element = panel('How it is read', 'every choice can be changed');
        element.hidden = true;
        element.append(h('p', null, this.title), this.plan.element,
            h('div.fields', null, field('Name', this.name.input, 'optional'), field('Pattern length m', this.m, 'usually 2'), field('Last items of each user', this.lengths, 'such as all,50,100,200 to compare'), field('Users with few items', this.short)),
            h('div.actions', null, this.send, this.cancel, h('button', { type: 'button', onclick: event => copy(this.#command(), event.target) }, 'Copy curl')), this.reason, this.bar, this.state);
        return element;
    }

    #target(replaceName = '') {
        return url('/apen', {
            ...this.plan.parameters, name: this.name.text, replaceName, m: this.m.value === '2' ? '' : this.m.value,
            maxLength: this.lengths.value.replaceAll(' ', ''), short: this.short.value === 'exclude' ? '' : this.short.value,
        });
    }

    #command() {
        return curl(this.#target(), { file: this.#file?.name ?? 'log.csv' });
    }

    async #take(file) {
        this.#file = file;
        fill(this.state);
        this.title.textContent = `${file.name}, ${bytes(file.size)}`;
        this.name.suggest(file.name.replace(/(\.(csv|tsv|json|ndjson|txt|inter|gz))+$/i, '').slice(0, 200));
        this.setup.hidden = false;
        // The service rests its plan on the first 64 KiB of text; a compressed file needs fewer.
        await this.plan.read(file.slice(0, 2 ** 18), 'application/octet-stream');
    }

    #enable() {
        const isNumber = checkNumber(this.m, 'usually 2');
        const lack = this.plan.lack ?? (isNumber ? null : 'The pattern length is not a number that can be used.');
        this.reason.textContent = lack ?? '';
        this.send.disabled = !this.#isReady || this.#sending !== null || lack !== null;
        this.cancel.hidden = this.bar.hidden = this.#sending === null;
    }

    async #send(replaceName) {
        const sending = this.#sending = new AbortController();
        const [context, command, file] = [this.#context, this.#command(), this.#file];
        this.#enable();
        this.bar.value = 0;
        // Figures of other data must not stand beside what comes of these.
        fill(this.result);
        context.remember({ dataset: null });
        fill(this.state, h('p.n', null, `Sending ${bytes(file.size)}…`));
        try {
            const answer = await upload(this.#target(replaceName), file, (loaded, total) => {
                this.bar.value = total ? loaded / total : 0;
                fill(this.state, h('p.n', null, loaded < total ? `${bytes(loaded)} of ${bytes(total)} sent` : 'All is sent; the last figures are computed…'));
            }, sending.signal);
            fill(this.state);
            this.name.stored('');
            context.remember({ dataset: answer.dataset });
            await this.#present(answer, command, context.signal);
        } catch (error) {
            const isStopped = error.name === 'AbortError';
            fill(this.state, isStopped ? h('p.n', null, 'Cancelled. Nothing was stored.') : refusal(error, this.name.text, () => this.#send(true)));
        } finally {
            this.#sending = null;
            this.#enable();
        }
    }

    async #present(answer, command, signal) {
        const { result } = this;
        fill(result);
        await dataset(result, answer, signal);
        if (answer.sweep) await sweep(result, answer.sweep, command);
        result.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
}
