// The five pictures of a law. They follow the sliders by new data; only another metric or D′ draws them anew.
import { get, lawPath, Latest, url } from './api.js';
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
        this.cuts = { layers: new Latest(), dim: new Latest() };
    }

    async load(law, state, signal) {
        const target = (view, more = {}) => url(`${lawPath(law)}/plot`, { view, metric: state.metric, dPrime: state.dPrime, ...more });
        this.notes(state);
        await Promise.all([
            this.layers.chart.load(target('layers', { dim: state.dim }), signal),
            this.dim.chart.load(target('dim', { layers: state.layers }), signal),
            this.residuals.chart.load(url(`${lawPath(law)}/plot`, { view: 'residuals', metric: state.metric }), signal),
            this.frontier.chart.load(target('frontier'), signal),
            this.surface.chart.load(target('surface'), signal),
        ]);
        if (this.chosen) this.choice(...this.chosen);
    }

    notes(state) {
        this.layers.panel.note(`at dim ${state.dim}; dashed is the plain scaling law, points are the nearest runs`);
        this.dim.panel.note(`at ${state.layers} layer${state.layers === 1 ? '' : 's'}`);
    }

    /** The cuts pass through the sliders' size. */
    async cut(law, state, point) {
        this.notes(state);
        const one = async (view, fixed) => {
            const key = view === 'layers' ? 'dim' : 'layers';
            if (this[view].fixed === fixed) return;
            const target = url(`${lawPath(law)}/plot`, { view, metric: state.metric, dPrime: state.dPrime, [key]: fixed });
            const specification = await this.cuts[view].run(signal => get(target, signal));
            if (!specification) return;
            this[view].fixed = fixed;
            this[view].chart.target = target;
            const { cut, scalingLaw, runs } = specification.datasets;
            this[view].chart.update({ cut, scalingLaw, runs });
        };
        await Promise.all([one('layers', state.dim), one('dim', state.layers)]);
    }

    point(point) {
        for (const picture of [this.surface, this.layers, this.dim]) picture.chart.update({ current: [point] });
    }

    /** The best size, and, once the service has answered, what cannot be told from it. */
    choice(best, answer) {
        this.chosen = [best, answer];
        const point = { ...best, label: `${best.layers} × ${best.dim}` };
        const region = answer?.confidence.byLayers.map(row => ({ layers: row.layers, low: row.dim[0], high: row.dim[1] }));
        if (region?.length === 1) region.push({ ...region[0], layers: region[0].layers * 1.06 });
        this.surface.chart.update(region ? { best: [point], region } : { best: [point] });
        if (answer) {
            const choices = [['best', best], ['cheapest', answer.cheapest]].map(([choice, size]) => ({ choice, ...size }));
            this.frontier.chart.update({ best: [choices[0]], choices });
        }
    }

    remove() {
        for (const picture of [this.surface, this.layers, this.dim, this.frontier, this.residuals]) picture.chart.remove();
    }
}
