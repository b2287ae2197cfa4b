// The main view: what to train next, what it costs, what to distrust, and the pictures behind it.
import { Latest, Newest, Problem, Turns, curl, get, lawPath, painted, url } from './api.js';
import { answerStrip } from './answer.js';
import { Controls } from './controls.js';
import { conditions, stateOf, addressOf, metricNames } from './decision-state.js';
import { announce, copy, fill, h, panel, save } from './dom.js';
import { csv, date, octavesText } from './format.js';
import { budgetQuery } from './budget.js';
import { examples, openExample } from './examples.js';
import { Pictures } from './pictures.js';
import { failureBox, isPassing } from './problem.js';
import { candidateTable, nextRuns, runTable } from './decision-tables.js';
import { distinct, warningBox } from './warnings.js';

export async function show(root, parameters, context) {
    const reference = parameters.get('law') ?? (await get('/laws?limit=1', context.signal)).laws[0]?.law;
    if (!reference) {
        welcome(root);
        return;
    }
    const [law, runs] = await Promise.all([lawPath(reference), `${lawPath(reference)}/experiments`].map(target => get(target, context.signal))).catch(error => {
        if (error.status !== 404) throw error;
        throw new Problem(404, { title: 'There is no such law', detail: `Nothing is stored as «${reference}». «Stored» lists all laws.` });
    });
    const decision = new Decision(root, law, runs, parameters, context);
    await decision.start();
    return decision.words;
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
        this.state = stateOf(law, runs, parameters);
        const asked = parameters.get('metric');
        this.remark = h('p.n.caution.remark', { hidden: !asked || asked === this.state.metric }, `This law has no metric «${asked}», so ${this.state.metric} is shown.`);
        this.next = new Latest();
        // The sliders of a size and of D′ follow each other in one queue, because they draw the same pictures.
        /** The warnings of the answers that are shown: about the best, about the size of the sliders, and about the next runs. */
        this.warned = { choice: [], size: [], next: [] };
        this.live = { size: new Newest(), choice: new Newest() };
        this.turns = { size: new Turns(), choice: new Turns() };
        context.signal.addEventListener('abort', () => {
            this.asking?.abort();
            this.#forgetSuggestions();
            clearTimeout(this.resting);
            clearTimeout(this.addressing);
            clearTimeout(this.warning);
            this.pictures?.remove();
        });
    }

    get metric() { return this.law.metrics[this.state.metric]; }

    get base() { return { law: this.law.law, metric: this.state.metric, dPrime: this.state.dPrime }; }

    async start() {
        this.head = h('section.head');
        this.notice = h('div');
        this.conditions = h('p.conditions');
        this.answer = h('section.answer', { 'aria-label': 'The decision', 'aria-live': 'off' }, h('div', null, h('p.k', null, 'Train next'), h('p.v', null, '…')));
        this.distrust = panel('Before you trust it', '');
        this.distrust.classList.add('distrust');
        this.warnings = h('div.warnings');
        this.distrust.append(this.warnings);
        this.controls = new Controls(this.law, this.runs, this.state, (...change) => this.changed(...change));
        this.nextRuns = panel('Run next', 'what teaches most about the best');
        this.nextBody = h('div');
        this.isNear = h('p.n.caution', { hidden: true }, 'These stay near the runs, and so do their reasons. The search far from the runs does not change them.');
        this.nextRuns.append(this.isNear, this.nextBody);
        this.pictures = new Pictures();
        this.forms = panel('How well each form predicts', 'error on runs left out, and on the largest level');
        this.formsBody = h('div');
        this.forms.append(this.formsBody);
        this.forms.classList.add('forms');
        this.measured = panel('The runs', `${this.runs.experiments.length} of them, in ${this.law.law}`);
        this.measured.classList.add('measured');
        this.measuredBody = h('div');
        this.measured.append(this.measuredBody);
        this.drawHead();
        fill(this.root, this.head, this.remark, this.conditions, this.notice, this.answer, this.distrust,
            h('div.grid', null, this.pictures.surface.panel, h('aside.side', null, h('div.follows', null, this.controls.element, this.nextRuns)),
                this.pictures.layers.panel, this.pictures.dim.panel, this.pictures.frontier.panel, this.pictures.residuals.panel,
                this.forms, this.measured));
        await this.everything();
    }

    /** Asks everything: about another metric, or again after a failure. What is still being asked is given up. */
    async everything() {
        this.asking?.abort();
        const { signal } = this.asking = new AbortController();
        this.isBehind = false;
        this.startsAtBest = this.state.isAtBest;
        clearTimeout(this.resting);
        this.#forgetSuggestions();
        fill(this.nextBody, h('p.n', null, '…'));
        fill(this.notice);
        if (this.controls.prediction.querySelector('.problem')) fill(this.controls.prediction, h('p.n', null, '…'));
        for (const tab of this.tabs) tab.setAttribute('aria-pressed', String(tab.textContent === this.state.metric));
        fill(this.formsBody, candidateTable(this.metric));
        fill(this.measuredBody, runTable(this.runs, this.state.metric));
        this.controls.setMetric(this.metric);
        this.pictures.forget();
        const choice = this.choose();
        // The cuts go through the best size, so they wait until it is known.
        if (this.state.isAtBest) await choice;
        if (signal.aborted) return;
        this.startsAtBest = false;
        this.remember();
        await Promise.all([choice, this.pictures.load(this.law.law, this.state, signal).catch(error => this.fail(error))]);
        if (!signal.aborted) await this.follow();
    }

    drawHead() {
        const title = this.law.name ?? this.law.law;
        const [layers, dim] = [this.law.domain.layers, this.law.domain.dim].map(([low, high]) => (low === high ? low : `${low}–${high}`));
        this.tabs = metricNames(this.law).map(name => h('button', { type: 'button', onclick: () => this.turnTo(name) }, name));
        fill(this.head,
            h('div', null, h('h1', null, title),
                h('p.sub', null, `${this.law.experiments} runs · layers ${layers}, dim ${dim} · fitted ${date(this.law.createdAt)}`)),
            h('div.tabs', { role: 'group', 'aria-label': 'Metric' }, this.tabs),
            h('span.grow'),
            h('div.actions', null,
                h('button', { type: 'button', onclick: event => { this.remember(); copy(location.href, event.target); } }, 'Copy link'),
                h('button', { type: 'button', onclick: event => copy(curl(this.optimalTarget(this.state)), event.target) }, 'Copy curl'),
                h('button', { type: 'button', onclick: () => save(`${title}.csv`, csv(this.runs.experiments), 'text/csv') }, 'CSV'),
                h('button', { type: 'button', onclick: () => print() }, 'Print')));
    }

    /** Shows another metric, and says to screen readers what it recommends. */
    async turnTo(name) {
        this.remark.hidden = true;
        this.state.metric = name;
        await this.everything();
        const { words } = this;
        if (this.state.metric === name && words) announce(words);
    }

    /** The decision in one sentence; undefined where there is none. */
    get words() {
        const [size, prediction] = ['.v', '.n'].map(part => this.answer.querySelector(`.lead ${part}`)?.textContent);
        return size && `Train next: ${size}. ${prediction}`;
    }

    /** What a control has changed: the size, D′, the budget, or how the best is searched and what a size costs. */
    changed(what) {
        const began = performance.now();
        const failed = error => this.fail(error);
        // Browsers refuse an address that changes more often than some times a second.
        clearTimeout(this.addressing);
        this.addressing = setTimeout(() => this.remember(), 200);
        const follow = name => this.live.size.run(() => this.#caughtUp(this.follow({ began, name })), failed);
        const choose = (more = {}) => this.live.choice.run(() => this.#caughtUp(this.choose({ began, ...more })), failed);
        switch (what) {
            case 'point': follow('slider'); break;
            case 'data':
                follow('data');
                choose({ isMoving: true });
                clearTimeout(this.resting);
                this.resting = setTimeout(() => {
                    choose();
                    this.#redraw();
                }, 250);
                break;
            case 'budget':
                this.previewChoice(began);
                choose();
                break;
            default:
                choose();
                this.#redraw();
        }
    }

    /** The pictures that no slider moves. */
    #redraw() {
        this.pictures.wide(this.law.law, this.state, this.asking.signal).catch(error => this.fail(error));
    }

    /** After a failure, the first answer brings everything else up to date, too. */
    async #caughtUp(task) {
        if (await task && this.isBehind) await this.everything();
    }

    remember() {
        this.context.remember({ law: this.law.law, ...addressOf(this.state) });
    }

    /**
     * Asks about the size and the D′ of the sliders, and draws all that follows them at once.
     *
     * @param began when the slider moved
     * @param name of the measurement
     * @returns whether the answer came
     */
    async follow({ began, name } = {}) {
        const { signal } = this.asking;
        const turn = this.turns.size.next();
        const state = { ...this.state };
        const { layers, dim } = state;
        try {
            const [answer, cuts] = await Promise.all([
                get(url('/predict', { ...this.base, layers, dim }), signal), this.pictures.cuts(this.law.law, state, signal),
            ]);
            if (!this.turns.size.show(turn)) return true;
            const prediction = answer.predictions[state.metric];
            this.controls.showPrediction(answer, prediction, this.metric);
            const size = `${layers} × ${dim}`;
            this.warn('size', answer.warnings.map(({ code, message }) => ({ code, size, message: message.replace(/^The configuration /, `${size} `) })), began !== undefined);
            await this.pictures.follow(state, { layers, dim, value: prediction.value }, cuts);
        } catch (error) {
            if (error.name !== 'AbortError') this.warn('size', []);
            this.fail(error, this.controls.prediction);
            return false;
        }
        await measured(began, name);
        return true;
    }

    optimalTarget(state) {
        return url('/optimal', { ...this.base, ...budgetQuery(state), beyond: state.beyond || undefined });
    }

    /**
     * Asks for the best within the budget, and for the best without one, which gives the range of the budget's slider, too.
     *
     * @param isMoving whether D′ moves. What a budget leaves on the table is then asked when it rests.
     * @returns whether the answer came
     */
    async choose({ began, isMoving = false } = {}) {
        const { signal } = this.asking;
        const turn = this.turns.choice.next();
        const state = { ...this.state };
        const freeTarget = this.optimalTarget({ ...state, amount: undefined });
        const target = this.optimalTarget(state);
        try {
            if (this.free?.target !== freeTarget && !(isMoving && state.amount)) {
                const answer = await get(freeTarget, signal);
                this.free = { target: freeTarget, answer };
                this.controls.setBudgetRange(answer);
            }
            const free = this.free?.target === freeTarget ? this.free.answer : null;
            const answer = state.amount ? await get(target, signal) : free;
            if (this.turns.choice.show(turn)) await this.showChoice(answer, free, state);
        } catch (error) {
            if (error.name !== 'AbortError' && this.turns.choice.show(turn)) this.noChoice(error);
            return false;
        }
        await measured(began, 'choice');
        return true;
    }

    /** The frontier shows the best within a number of parameters at once. The service's answer adds the interval. */
    previewChoice(began) {
        const { state } = this;
        if (this.free?.target !== this.optimalTarget({ ...state, amount: undefined }) || !state.amount || state.kind !== 'parameters') return;
        const free = this.free.answer;
        const point = free.frontier.filter(item => item.parameters <= state.amount).at(-1);
        if (!point) return;
        fill(this.answer, answerStrip({ best: { ...point, low: null, high: null }, free, answer: null, state, metric: this.metric, domain: this.law.domain }));
        this.pictures.choice(point, null).then(() => measured(began, 'budget'));
    }

    async showChoice(answer, free, state) {
        fill(this.answer, answerStrip({ best: answer.best, free, answer, state, metric: this.metric, domain: this.law.domain }));
        fill(this.conditions, conditions(state, answer));
        this.isNear.hidden = !state.beyond;
        if (this.startsAtBest) this.controls.showSize(answer.best);
        const drawn = this.pictures.choice(answer.best, answer);
        const { layers, dim, octaves } = answer.best;
        const size = `${layers} × ${dim}`;
        this.warn('choice', [...octaves > 0.5 ? [{
            code: 'beyondTheHull', size, message: `${size} lies ${octavesText(octaves)} outside what was measured, so its value is an extrapolation.`,
        }] : [], ...answer.warnings]);
        // Suggestions take longest, and nobody reads them while a slider moves.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.suggest(), 250);
        await drawn;
    }

    /** What follows from another budget does not stay beside the reason why there is no choice. */
    noChoice(error) {
        this.fail(error, this.answer);
        this.#forgetSuggestions();
        fill(this.nextBody, h('p.n', null, '–'));
        fill(this.conditions);
        this.warn('choice', []);
    }

    /**
     * Shows the warnings of one of the answers beside those of the others.
     *
     * @param isMoving whether a slider moves. What lies below must not jump then.
     */
    warn(what, warnings, isMoving = false) {
        this.warned[what] = warnings;
        clearTimeout(this.warning);
        if (isMoving) this.warning = setTimeout(() => this.showWarnings(), 250);
        else this.showWarnings();
    }

    showWarnings() {
        const { choice, size, next } = this.warned;
        const far = choice.filter(item => item.code === 'beyondTheHull');
        // The best and the size of the sliders are often the same.
        const own = size.filter(item => !far.some(({ code, size }) => code === item.code && size === item.size));
        const warnings = distinct([...far, ...this.law.warnings, ...this.metric.warnings, ...choice, ...own, ...next]);
        this.distrust.note(warnings.length ? '' : 'nothing was found that you must know first');
        fill(this.warnings, warnings.map(warningBox));
    }

    async suggest() {
        const target = url(`${lawPath(this.law.law)}/suggestions`, { metric: this.state.metric, dPrime: this.state.dPrime, ...budgetQuery(this.state) });
        if (target === this.suggested) return;
        this.suggested = target;
        try {
            const answer = await this.next.run(signal => get(target, signal));
            if (!answer) return;
            fill(this.nextBody, nextRuns(answer, this.law, this.metric, target));
            this.warn('next', answer.warnings);
        } catch (error) {
            this.suggested = null;
            this.fail(error, this.nextBody);
        }
    }

    #forgetSuggestions() {
        clearTimeout(this.timer);
        this.next.stop();
        this.suggested = null;
        this.warned.next = [];
    }

    /** Shows a failure where its answer would be. */
    fail(error, place = this.notice) {
        if (error.name === 'AbortError' || this.context.signal.aborted) return;
        this.isBehind ||= isPassing(error);
        fill(place, failureBox(error, () => this.everything()));
    }
}
