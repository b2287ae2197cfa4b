// The main view: what to train next, what it costs, what to distrust, and the pictures behind it.
import { Latest, Newest, curl, get, lawPath, painted, url } from './api.js';
import { answerStrip } from './answer.js';
import { Controls } from './controls.js';
import { copy, fill, h, panel, save } from './dom.js';
import { csv, date, octavesText } from './format.js';
import { budgetQuery } from './budget.js';
import { examples, openExample } from './examples.js';
import { Pictures } from './pictures.js';
import { problemBox } from './problem.js';
import { candidateTable, nextRuns, runTable } from './decision-tables.js';
import { distinct, warningBox } from './warnings.js';

export async function show(root, parameters, context) {
    const reference = parameters.get('law') ?? (await get('/laws?limit=1', context.signal)).laws[0]?.law;
    if (!reference) {
        welcome(root);
        return;
    }
    const [law, runs] = await Promise.all([get(lawPath(reference), context.signal), get(`${lawPath(reference)}/experiments`, context.signal)]);
    const decision = new Decision(root, law, runs, parameters, context);
    await decision.start();
}

/** Notes how long a move of a slider took, from the move until the browser has shown what follows it. */
async function measured(began, name) {
    if (began === undefined) return;
    await painted();
    performance.measure(name, { start: began });
}

function welcome(root) {
    const problem = h('div');
    fill(root, h('section.panel.welcome', null,
        h('h1', null, 'What should I train next?'),
        h('p', null, 'Give this page the results of some training runs: layers, dim, and a metric such as HR@10. It fits a law to them, and says which size to train next, what it costs, and how sure that is.'),
        h('div.actions', null,
            h('a.button.primary', { href: '#/experiments' }, 'Bring my runs'),
            examples.map(example => h('button', { type: 'button', onclick: () => openExample(example, problem) }, `Open the example ${example.title}`))),
        problem));
}

class Decision {
    constructor(root, law, runs, parameters, context) {
        Object.assign(this, { root, law, runs, context });
        const names = Object.keys(law.metrics).sort();
        const metric = names.includes(parameters.get('metric')) ? parameters.get('metric') : names[0];
        const optimum = law.metrics[metric].optimum;
        const number = name => (parameters.has(name) && Number.isFinite(Number(parameters.get(name))) ? Number(parameters.get(name)) : undefined);
        const spans = runs.dPrimes.length > 1;
        this.state = {
            metric,
            dPrime: spans ? number('dPrime') ?? runs.dPrimes.at(-1) : undefined,
            layers: Math.max(1, Math.round(number('layers') ?? optimum.layers)),
            dim: Math.max(1, Math.round(number('dim') ?? optimum.dim)),
            kind: ['parameters', 'flops', 'memory'].includes(parameters.get('budget')) ? parameters.get('budget') : 'parameters',
            amount: number('amount'),
            architecture: ['sasrec', 'hstu', 'llama'].includes(parameters.get('architecture')) ? parameters.get('architecture') : 'sasrec',
            items: number('items'),
            tokens: number('tokens'),
        };
        this.tasks = { free: new Latest(), next: new Latest() };
        // The sliders of a size and of D′ follow each other in one queue, because they draw the same pictures.
        this.live = { size: new Newest(), choice: new Newest() };
        context.signal.addEventListener('abort', () => {
            for (const task of Object.values(this.tasks)) task.stop();
            clearTimeout(this.timer);
            clearTimeout(this.resting);
            clearTimeout(this.addressing);
            this.pictures?.remove();
        });
    }

    get metric() { return this.law.metrics[this.state.metric]; }

    get base() { return { law: this.law.law, metric: this.state.metric, dPrime: this.state.dPrime }; }

    async start() {
        this.head = h('section.head');
        this.answer = h('section.answer', { 'aria-label': 'The decision', 'aria-live': 'off' }, h('div', null, h('p.k', null, 'Train next'), h('p.v', null, '…')));
        this.distrust = panel('Before you trust it', '');
        this.distrust.classList.add('distrust');
        this.warnings = h('div.warnings');
        this.distrust.append(this.warnings);
        this.controls = new Controls(this.law, this.runs, this.state, (...change) => this.changed(...change));
        this.next = panel('Run next', 'what teaches most about the best');
        this.nextBody = h('div');
        this.next.append(this.nextBody);
        this.pictures = new Pictures();
        this.forms = panel('How well each form predicts', 'error on runs left out, and on the largest level');
        this.formsBody = h('div');
        this.forms.append(this.formsBody);
        this.forms.classList.add('forms');
        this.measured = panel('The runs', '');
        this.measured.classList.add('measured');
        this.measuredBody = h('div');
        this.measured.append(this.measuredBody);
        fill(this.root, this.head, this.answer, this.distrust,
            h('div.grid', null, this.pictures.surface.panel, h('aside.side', null, this.controls.element, this.next),
                this.pictures.layers.panel, this.pictures.dim.panel, this.pictures.frontier.panel, this.pictures.residuals.panel,
                this.forms, this.measured));
        await this.everything();
    }

    /** After another metric or D′: everything is asked again. */
    async everything() {
        this.drawHead();
        fill(this.formsBody, candidateTable(this.metric));
        fill(this.measuredBody, runTable(this.runs, this.state.metric));
        this.measured.note(`${this.runs.experiments.length} of them, in ${this.law.law}`);
        this.controls.setMetric(this.metric);
        this.remember();
        await Promise.all([this.unbudgeted().then(() => this.choose()), this.pictures.load(this.law.law, this.state, this.context.signal)]);
        await this.follow();
    }

    drawHead() {
        const names = Object.keys(this.law.metrics).sort();
        const title = this.law.name ?? this.law.law;
        const [layers, dim] = [this.law.domain.layers, this.law.domain.dim].map(([low, high]) => (low === high ? low : `${low}–${high}`));
        fill(this.head,
            h('div', null, h('h1', null, title),
                h('p.sub', null, `${this.law.experiments} runs · layers ${layers}, dim ${dim} · fitted ${date(this.law.createdAt)}`)),
            h('div.tabs', { role: 'group', 'aria-label': 'Metric' }, names.map(name => h('button', {
                type: 'button', 'aria-pressed': String(name === this.state.metric),
                onclick: () => { this.state.metric = name; this.everything().catch(error => this.fail(error)); },
            }, name))),
            h('span.grow'),
            h('div.actions', null,
                h('button', { type: 'button', onclick: event => { this.remember(); copy(location.href, event.target); } }, 'Copy link'),
                h('button', { type: 'button', onclick: event => copy(curl(this.optimalTarget()), event.target) }, 'Copy curl'),
                h('button', { type: 'button', onclick: () => save(`${title}.csv`, csv(this.runs.experiments), 'text/csv') }, 'CSV'),
                h('button', { type: 'button', onclick: () => print() }, 'Print')));
    }

    /** What a control has changed: the size, D′, the budget, what decides the cost of a size, or everything. */
    changed(what) {
        const began = performance.now();
        const failed = error => this.fail(error);
        // Browsers refuse an address that changes more often than some times a second.
        clearTimeout(this.addressing);
        this.addressing = setTimeout(() => this.remember(), 200);
        switch (what) {
            case 'point': this.live.size.run(() => this.follow({ began, name: 'slider' }), failed); break;
            case 'data':
                this.live.size.run(() => this.follow({ began, name: 'data' }), failed);
                this.live.choice.run(() => this.choose({ began, isNewData: true }), failed);
                clearTimeout(this.resting);
                this.resting = setTimeout(() => this.rest().catch(failed), 250);
                break;
            case 'budget':
                this.previewChoice(began);
                this.live.choice.run(() => this.choose({ began }), failed);
                break;
            case 'size': this.live.choice.run(() => this.unbudgeted().then(() => this.choose()), failed); break;
            default: this.everything().catch(failed);
        }
    }

    remember() {
        const { metric, dPrime, layers, dim, kind, amount, architecture, items, tokens } = this.state;
        this.context.remember({
            law: this.law.law, metric, dPrime, layers, dim, amount, budget: amount ? kind : null,
            architecture: architecture === 'sasrec' ? null : architecture, items, tokens,
        });
    }

    /**
     * Asks about the size and the D′ of the sliders, and draws all that follows them at once.
     *
     * @param began when the slider moved
     * @param name of the measurement
     */
    async follow({ began, name } = {}) {
        const { signal } = this.context;
        const state = { ...this.state };
        const { layers, dim } = state;
        const [answer, cuts] = await Promise.all([
            get(url('/predict', { ...this.base, layers, dim }), signal), this.pictures.cuts(this.law.law, state, signal),
        ]);
        if (state.metric !== this.state.metric) return;
        const prediction = answer.predictions[state.metric];
        this.controls.showPrediction(answer, prediction, this.metric);
        await this.pictures.follow(state, { layers, dim, value: prediction.value }, cuts);
        await measured(began, name);
    }

    /** What takes longer than a slider may, once it rests at another D′. */
    async rest() {
        await Promise.all([this.unbudgeted(), this.pictures.wide(this.law.law, this.state, this.context.signal)]);
    }

    optimalTarget() {
        return url('/optimal', { ...this.base, ...budgetQuery(this.state) });
    }

    /** What could be reached without a budget. It gives the range of the budget's slider, too. */
    async unbudgeted() {
        const target = url('/optimal', { ...this.base, ...budgetQuery({ ...this.state, amount: undefined }) });
        const answer = await this.tasks.free.run(signal => get(target, signal));
        if (!answer) return;
        this.free = answer;
        this.controls.setBudgetRange(answer);
    }

    /** @param isNewData whether D′ has changed, so that the best without a budget is another one, too */
    async choose({ began, isNewData = false } = {}) {
        if (!this.state.amount && !isNewData) {
            if (this.free) await this.showChoice(this.free);
        } else {
            const isFree = !this.state.amount;
            try {
                const answer = await get(this.optimalTarget(), this.context.signal);
                if (isFree) this.free = answer;
                await this.showChoice(answer);
            } catch (error) {
                if (!error.status) throw error;
                fill(this.answer, h('div', null, problemBox(error)));
            }
        }
        await measured(began, 'choice');
    }

    /** The frontier shows the best within a number of parameters at once. The service's answer adds the interval. */
    previewChoice(began) {
        const { amount, kind } = this.state;
        if (!this.free || !amount || kind !== 'parameters') return;
        const point = this.free.frontier.filter(item => item.parameters <= amount).at(-1);
        if (!point) return;
        this.answer.replaceChildren(...answerStrip({ best: { ...point, low: null, high: null }, free: this.free, answer: null, state: this.state, metric: this.metric }));
        this.pictures.choice(point, null).then(() => measured(began, 'budget'));
    }

    async showChoice(answer) {
        this.answer.replaceChildren(...answerStrip({ best: answer.best, free: this.free, answer, state: this.state, metric: this.metric }));
        const drawn = this.pictures.choice(answer.best, answer);
        const warnings = distinct([...this.law.warnings, ...this.metric.warnings, ...answer.warnings]);
        if (answer.best.octaves > 0.5) {
            warnings.unshift({ code: 'beyondTheHull', message: `${answer.best.layers} × ${answer.best.dim} lies ${octavesText(answer.best.octaves)} outside what was measured, so its value is an extrapolation.` });
        }
        this.distrust.note(warnings.length ? '' : 'nothing was found that you must know first');
        fill(this.warnings, warnings.map(warningBox));
        // Suggestions take longest, and nobody reads them while a slider moves.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.suggest().catch(error => fill(this.nextBody, problemBox(error))), 250);
        await drawn;
    }

    async suggest() {
        const target = url(`${lawPath(this.law.law)}/suggestions`, { metric: this.state.metric, dPrime: this.state.dPrime, ...budgetQuery(this.state) });
        if (target === this.suggested) return;
        this.suggested = target;
        const answer = await this.tasks.next.run(signal => get(target, signal));
        if (answer) fill(this.nextBody, nextRuns(answer, this.law, this.metric, target));
    }

    fail(error) {
        if (error.name === 'AbortError' || this.context.signal.aborted) return;
        fill(this.warnings, problemBox(error));
    }
}
