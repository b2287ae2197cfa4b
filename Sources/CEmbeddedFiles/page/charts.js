// Draws specifications with Vega. Without the bundle every picture is a table.
import { get, curl } from './api.js';
import { copy, fill, h, save, table } from './dom.js';
import { csv, short, usualLevel } from './format.js';
import { config, paperConfig } from './theme-config.js';
import { tooltip } from './tooltip.js';

let loading = null;
const shown = new Set();
let isOnPaper = false;
/** The signal with the ends of the vertical axis. */
const axis = 'verticalEnds';
/** What the values of a specification are called outside the page, where nobody sees the picture beside them. */
const predicted = { value: 'predicted', low: 'predicted_low', high: 'predicted_high' };
const columnNames = { runs: { value: 'measured' }, cut: predicted, frontier: predicted, residuals: { low: 'residual_low', high: 'residual_high' } };

/** `vegaEmbed`, or null where the service has no bundle. */
function library() {
    loading ??= import('/assets/vega.js').then(() => window.vegaEmbed ?? null, () => null);
    return loading;
}

export class Chart {
    /**
     * @param panel where it is drawn; its tools get the exports
     * @param aspect height by width; undefined keeps the height of the specification
     * @param command that asks for the same numbers, if no single request does
     */
    constructor(panel, name, { aspect, command } = {}) {
        Object.assign(this, { name, aspect, command });
        this.box = h('div.plot', { role: 'img', 'aria-label': name });
        this.table = h('div.plot-table', { hidden: true });
        panel.append(this.box, this.table);
        this.menu = this.#menu();
        panel.tools.append(this.menu);
        this.observer = new ResizeObserver(() => this.#resize());
        this.observer.observe(this.box);
        shown.add(this);
    }

    /** Fetches and draws a specification. A newer call wins. */
    async load(target, signal) {
        this.target = target;
        const specification = await get(target, signal);
        if (target === this.target) await this.draw(specification);
    }

    async draw(specification) {
        this.specification = specification;
        this.menu.hidden = false;
        this.box.setAttribute('aria-label', specification.description ?? this.name);
        const embed = await library();
        if (specification !== this.specification) return;
        if (!embed) {
            for (const button of this.menu.pictures) button.hidden = true;
            this.#showTable('The pictures need the Vega bundle, which this service was started without: `make setup` makes it, `serve --vega FILE` names it. Here are the numbers.');
            return;
        }
        const colours = isOnPaper;
        const mount = h('div');
        const result = await this.#embed(embed, mount, colours ? paperConfig() : config());
        if (specification !== this.specification || colours !== isOnPaper) {
            result.finalize();
            return;
        }
        this.view?.finalize();
        this.view = result.view;
        this.hasMovableAxis = Boolean(result.vgSpec.signals?.some(({ name }) => name === axis));
        // The box is the picture; what Vega says about each mark would be read one by one.
        mount.querySelector('svg')?.setAttribute('aria-hidden', 'true');
        fill(this.box, mount);
        this.#resize();
    }

    /** A view of the specification with these colours. */
    #embed(embed, mount, colours) {
        const copy = structuredClone(this.specification);
        const mode = copy.$schema.includes('vega-lite') ? 'vega-lite' : 'vega';
        delete copy.$schema;
        copy.config = colours;
        if (mode === 'vega') copy.marks = withHalos(copy.marks);
        copy.width = this.#width();
        if (this.aspect) copy.height = this.#height(copy.width);
        copy.autosize = { type: 'fit', contains: 'padding' };
        return embed(mount, copy, { mode, actions: false, renderer: 'svg', ast: true, defaultStyle: false, tooltip, patch: withMovableAxis });
    }

    /** Replaces named data, as when a slider moves. It ends when they are drawn. */
    async update(data) {
        if (!this.specification) return;
        for (const [name, rows] of Object.entries(data)) {
            if (this.specification.datasets) this.specification.datasets[name] = rows;
            else this.specification.data.find(item => item.name === name).values = rows;
            this.view?.data(name, rows.map(row => ({ ...row })));
        }
        await this.view?.runAsync();
    }

    /** Takes the data and the vertical axis of another specification of the same picture. It ends when they are drawn. */
    async adopt({ description, datasets, layer }, more) {
        if (!this.specification) return;
        Object.assign(this.specification, { description, layer });
        this.box.setAttribute('aria-label', description);
        const domain = layer.map(item => item.encoding.y?.scale?.domain).find(Boolean);
        if (domain && this.hasMovableAxis) this.view.signal(axis, domain);
        await this.update({ ...datasets, ...more });
    }

    redraw() {
        if (this.specification) this.draw(this.specification);
    }

    remove() {
        this.observer.disconnect();
        this.view?.finalize();
        shown.delete(this);
    }

    /** What the picture was asked with. */
    get #query() { return new URLSearchParams(this.target?.split('?')[1]); }

    /** The name of a file with this picture. */
    get #fileName() {
        return [this.name, this.#query.get('metric')].filter(Boolean).map(text => text.replaceAll(/[^\w-]+/g, '-').toLowerCase()).join('-');
    }

    /** The rows for a file, which say what they are about when they have left the page. */
    #exported() {
        const metric = this.#query.get('metric');
        const level = Number(this.#query.get('level')) || usualLevel;
        return this.rows({ withSurface: true }).map(({ kind, layers, dim, dPrime, ...rest }) => {
            const about = metric && layers !== undefined ? { metric } : {};
            const all = { kind, layers, dim, dPrime, ...about, ...rest };
            if (Object.keys(rest).some(key => key.endsWith('_low'))) all.level = level;
            return Object.fromEntries(Object.entries(all).filter(([, item]) => item !== undefined));
        });
    }

    /**
     * The rows of the main data, each with the D′ that it is about.
     *
     * @param withSurface whether the values between the runs follow them
     */
    rows({ withSurface = false } = {}) {
        const sets = this.specification?.datasets
            ?? Object.fromEntries((this.specification?.data ?? []).filter(item => item.values).map(item => [item.name, item.values]));
        const name = ['runs', 'cut', 'residuals', 'frontier', 'bins', 'summary'].find(key => sets[key]?.length && (key !== 'runs' || !sets.cut));
        const own = (sets[name] ?? []).map(row => renamed(row, columnNames[name]));
        const rows = withSurface && sets.grid ? [...own.map(row => ({ kind: 'run', ...row })), ...surfaceRows(sets.grid[0])] : own;
        const dPrime = Number(this.#query.get('dPrime')) || null;
        const hasDPrime = dPrime !== null || own.some(row => (row.dPrime ?? null) !== null);
        return rows.map(row => {
            const { kind, layers, dim, ...rest } = row;
            if (hasDPrime) rest.dPrime ??= dPrime;
            else delete rest.dPrime;
            const all = { kind, layers, dim, ...(layers === undefined ? {} : { dPrime: rest.dPrime }), ...rest };
            return Object.fromEntries(Object.entries(all).filter(([, item]) => item !== undefined));
        });
    }

    #width() {
        return Math.max(180, Math.floor(this.box.clientWidth) - 2);
    }

    /** A narrow picture is taller, or its points would touch. */
    #height(width) {
        return Math.round(width * (width < 420 ? Math.max(this.aspect, 0.85) : this.aspect));
    }

    #resize() {
        if (!this.view || !this.box.clientWidth) return;
        const width = this.#width();
        if (Math.abs(this.view.width() - width) < 1) return;
        this.view.width(width);
        if (this.aspect) this.view.height(this.#height(width));
        this.view.resize().run();
    }

    #showTable(note) {
        const rows = this.rows();
        const keys = Object.keys(rows[0] ?? {});
        const text = item => (typeof item === 'number' ? short(item) : String(item ?? ''));
        this.table.hidden = false;
        fill(this.table, note ? h('p.n', null, note) : null,
            rows.length ? table(this.name, keys, rows.slice(0, 200).map(row => keys.map(key => text(row[key])))) : h('p.n', null, 'There are no numbers.'));
    }

    #menu() {
        const item = (text, action) => h('button', { type: 'button', onclick: async event => {
            await action(event.target);
            if (event.target.textContent === text) menu.open = false;
        } }, text);
        const picture = async (type, mime) => {
            if (!this.view) return;
            // A file is put into documents, so it has the colours of paper in both themes.
            const { view, finalize } = await this.#embed(await library(), h('div'), paperConfig());
            if (type === 'svg') save(`${this.#fileName}.svg`, await view.toSVG(), mime);
            else (await view.toCanvas(2)).toBlob(blob => save(`${this.#fileName}.png`, blob, mime));
            finalize();
        };
        const pictures = [item('PNG', () => picture('png', 'image/png')), item('SVG', () => picture('svg', 'image/svg+xml'))];
        // There is nothing to export until the numbers have come.
        const menu = h('details.menu', { hidden: true }, h('summary', { 'aria-label': `Export ${this.name}` }, '⋯'), h('div', null,
            pictures,
            item('Vega specification', () => save(`${this.#fileName}.vg.json`, JSON.stringify(this.specification, null, 1), 'application/json')),
            item('CSV', () => save(`${this.#fileName}.csv`, csv(this.#exported()), 'text/csv')),
            item('Copy curl', button => copy(this.command ?? curl(this.target), button)),
            item('Show as a table', () => { if (this.table.hidden) this.#showTable(); else this.table.hidden = true; }),
        ));
        menu.addEventListener('keydown', event => {
            if (event.key === 'Escape') { menu.open = false; menu.querySelector('summary').focus(); }
        });
        menu.addEventListener('focusout', event => { if (!menu.contains(event.relatedTarget)) menu.open = false; });
        return Object.assign(menu, { pictures });
    }
}

const haloed = ['hatch', 'hull', 'region', 'run', 'current'];

/** Lines and points lie on colours of any lightness, so each of them gets a wider one of the other lightness below it. */
function withHalos(marks) {
    return marks.flatMap(mark => {
        if (!haloed.includes(mark.style)) return [mark];
        const { fill, tooltip, ...place } = mark.encode.update;
        return [{ ...mark, style: `${mark.style}-halo`, interactive: false, encode: { update: place } }, mark];
    });
}

/** A vertical axis with fixed ends gets them from a signal, so that they can follow the data without another drawing. */
function withMovableAxis(compiled) {
    const scale = compiled.scales?.find(item => item.name === 'y');
    if (scale?.type !== 'linear' || !Array.isArray(scale.domain) || typeof scale.domain[0] !== 'number') return compiled;
    compiled.signals = [...compiled.signals ?? [], { name: axis, value: scale.domain }];
    scale.domain = { signal: axis };
    return compiled;
}

const renamed = (row, names = {}) => Object.fromEntries(Object.entries(row).map(([key, item]) => [names[key] ?? key, item]));

/** The values of a surface, of which the service gives the largest dim first. */
function surfaceRows({ width, layers, dim, values }) {
    return values.map((predicted, index) => ({
        kind: 'surface', layers: layers[index % width], dim: dim[dim.length - 1 - Math.floor(index / width)], predicted,
    }));
}

/** Draws everything in the colours of paper before it is printed, and in those of the theme after that. */
export function showOnPaper(isPrinting) {
    isOnPaper = isPrinting;
    restyle();
}

/** Draws everything again in the other theme. */
export function restyle() {
    for (const chart of shown) {
        if (chart.box.isConnected) chart.redraw();
        else chart.remove();
    }
}
