// The five pictures of a law. They follow the sliders by new data; only another metric, D′ or search draws them anew.
import { get, lawPath, url } from './api.js';
import { costQuery } from './budget.js';
import { panel } from './dom.js';
import { Chart } from './charts.js';

export class Pictures {
    constructor() {
        const picture = (title, note, aspect, name) => {
            const element = panel(title, note);
            element.classList.add('picture', name);
            return { panel: element, chart: new Chart(element, title, { aspect }) };
        };
        this.surface = picture('Fitted surface', 'points are runs; outlined is what cannot be told from the best; hatched was not measured', 0.58, 'surface');
        this.layers = picture('Along layers', '', undefined, 'cut');
        this.dim = picture('Along dim', '', undefined, 'cut');
        this.frontier = picture('What more parameters buy', 'the best value for each number of parameters', undefined, 'frontier');
        this.residuals = picture('What the law misses', 'each run less its prediction, with the interval of a new run', undefined, 'residuals');
    }

    /** What is drawn next belongs to another question. */
    forget() {
        this.chosen = null;
    }

    async load(law, state, signal) {
        this.loaded = {};
        this.notes(state);
        await Promise.all([
            this.layers.chart.load(this.#target(law, state, 'layers'), signal),
            this.dim.chart.load(this.#target(law, state, 'dim'), signal),
            this.residuals.chart.load(url(`${lawPath(law)}/plot`, { view: 'residuals', metric: state.metric }), signal),
            this.wide(law, state, signal),
        ]);
    }

    /** The surface and the frontier, which are drawn anew when a slider of D′ rests or another search is wanted. */
    async wide(law, state, signal) {
        await Promise.all(['frontier', 'surface'].map(async view => {
            const target = this.#target(law, state, view);
            if (this.loaded[view] === target) return;
            await this[view].chart.load(target, signal);
            this.loaded[view] = target;
        }));
        if (this.chosen) await this.choice(...this.chosen);
        if (this.current) await this.surface.chart.update({ current: [this.current] });
    }

    #target(law, state, view) {
        const { metric, dPrime, layers, dim } = state;
        const beyond = state.beyond || undefined;
        const more = { layers: { dim }, dim: { layers }, surface: { beyond }, frontier: { beyond, ...costQuery(state) } }[view];
        return url(`${lawPath(law)}/plot`, { view, metric, dPrime, ...more });
    }

    notes(state) {
        this.layers.panel.note(`at dim ${state.dim}; dashed is the plain scaling law, points are the nearest runs`);
        this.dim.panel.note(`at ${state.layers} layer${state.layers === 1 ? '' : 's'}`);
    }

    /** The cuts through a size. Only those that the sliders have changed are asked for. */
    async cuts(law, state, signal) {
        const ask = async view => {
            const target = this.#target(law, state, view);
            if (this[view].chart.target === target) return null;
            return { target, specification: await get(target, signal) };
        };
        const [layers, dim] = await Promise.all([ask('layers'), ask('dim')]);
        return { layers, dim };
    }

    /** Marks a size, and shows the cuts through it. It ends when they are drawn. */
    async follow(state, point, cuts) {
        this.current = point;
        this.notes(state);
        await Promise.all([this.surface.chart.update({ current: [point] }), ...['layers', 'dim'].map(view => {
            const { chart } = this[view];
            if (!cuts[view]) return chart.update({ current: [point] });
            chart.target = cuts[view].target;
            return chart.adopt(cuts[view].specification, { current: [point] });
        })]);
    }

    /** The best size, and, once the service has answered, what cannot be told from it. */
    async choice(best, answer) {
        this.chosen = [best, answer];
        const point = { ...best, label: `${best.layers} × ${best.dim}` };
        const region = answer?.confidence.byLayers.map(row => ({ layers: row.layers, low: row.dim[0], high: row.dim[1] }));
        if (region?.length === 1) region.push({ ...region[0], layers: region[0].layers * 1.06 });
        const drawn = [this.surface.chart.update(region ? { best: [point], region } : { best: [point] })];
        if (answer) {
            const choices = [['best', best], ['cheapest', answer.cheapest]].map(([choice, size]) => ({ choice, ...size }));
            drawn.push(this.frontier.chart.update({ best: [choices[0]], choices }));
        }
        await Promise.all(drawn);
    }

    remove() {
        for (const picture of [this.surface, this.layers, this.dim, this.frontier, this.residuals]) picture.chart.remove();
    }
}
