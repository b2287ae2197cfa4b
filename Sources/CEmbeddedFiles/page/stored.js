// What is stored: open, compare, name and delete laws and datasets.
import { Latest, datasetPath, get, lawPath, request, url } from './api.js';
import { mostLaws } from './compare.js';
import { announce, dialog, field, fill, h, panel } from './dom.js';
import { count, date, formNames, short, value } from './format.js';
import { failureBox, problemBox } from './problem.js';

const page = 50;
/** A line has room for so many. */
const mostMetrics = 3;

export async function show(root, parameters, context) {
    const chosen = new Set((parameters.get('laws') ?? '').split(',').filter(Boolean));
    const compare = h('button.primary', { type: 'button', onclick: () => { location.hash = `#/compare?laws=${[...chosen].map(encodeURIComponent).join(',')}`; } }, 'Compare');
    const mark = () => {
        compare.disabled = chosen.size < 2 || chosen.size > mostLaws;
        compare.textContent = chosen.size < 2 ? 'Compare: choose two laws or more' : chosen.size > mostLaws ? `Compare: choose at most ${mostLaws} laws` : `Compare ${chosen.size} laws`;
        context.remember({ laws: [...chosen].join(',') });
    };
    const boxes = {};
    const laws = list('Laws', '/laws', item => ({
        id: item.law, path: lawPath(item.law), href: `#/decide?law=${item.law}`, item,
        check: boxes[item.law] = h('input', { type: 'checkbox', checked: chosen.has(item.law), 'aria-label': `Compare ${item.name ?? item.law}`, onchange: event => {
            if (event.target.checked) chosen.add(item.law); else chosen.delete(item.law);
            mark();
        } }),
        removed: () => {
            chosen.delete(item.law);
            mark();
        },
        facts: [metricsText(item.metrics), count(item.experiments, 'run')],
    }), context.again);
    const datasets = list('Datasets', '/datasets', item => ({
        id: item.dataset, path: datasetPath(item.dataset), href: `#/data?dataset=${item.dataset}`, item, check: null,
        facts: [`D′ ${short(item.dPrime)}, ApEn ${short(item.apEn)}${item.maxLength ? `, last ${count(item.maxLength, 'item')}` : ''}`, `${count(item.users, 'user', short)}, ${count(item.tokens, 'interaction', short)}`],
    }), context.again);
    fill(root, h('h1', null, 'Stored'), h('p.sub', null, 'Everything that was fitted or measured, newest first.'), laws.element, h('div.actions.between', null, compare), datasets.element);
    mark();
    await Promise.all([laws.more(context.signal), datasets.more(context.signal)]);
    // The address may name laws of a further page, laws by their names, and laws that were deleted.
    await Promise.all([...chosen].filter(reference => !boxes[reference]).map(async reference => {
        const id = await idOf(reference, context.signal);
        chosen.delete(reference);
        if (!id) return;
        chosen.add(id);
        if (boxes[id]) boxes[id].checked = true;
    }));
    mark();
}

/** The best of each metric; of many metrics that of the first ones. */
function metricsText(metrics) {
    const all = Object.entries(metrics);
    const first = all.slice(0, all.length > mostMetrics ? mostMetrics - 1 : mostMetrics).map(([metric, { optimum, form }]) => {
        // The peak of the curve lies between whole sizes, of which Decide names the best.
        const place = `near ${optimum.layers.toFixed(0)} × ${optimum.dim.toFixed(0)}${optimum.dPrime ? ` at D′ ${short(optimum.dPrime)}` : ''}`;
        return `${metric} ${value(optimum.value)} ${place}, ${formNames[form] ?? form}`;
    });
    return [...first, ...(all.length > first.length ? [`and ${all.length - first.length} more metrics`] : [])].join('; ');
}

/** The id of a law; null if there is none. What cannot be asked counts as it stands. */
async function idOf(reference, signal) {
    try {
        return (await get(lawPath(reference), signal)).law;
    } catch (error) {
        return error.status === 404 ? null : reference;
    }
}

function list(title, path, row, again) {
    const element = panel(title, '');
    const body = h('tbody');
    const state = h('div');
    const more = h('button', { type: 'button', hidden: true }, 'Show more');
    let after = null;
    element.append(h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': title }, h('table.t.stored', null, h('caption.hidden', null, title),
        h('thead', null, h('tr', null, ['', 'name', 'what', 'size', 'stored', ''].map(text => h('th', { scope: 'col', class: 'l' }, text || h('span.hidden', null, 'actions'))))), body)), state, h('div.actions', null, more));
    const load = async signal => {
        more.disabled = true;
        try {
            const answer = await get(url(path, { limit: page, after }), signal);
            fill(state);
            const items = answer[path.slice(1)];
            body.append(...items.map(item => line(row(item))));
            after = answer.next;
            more.hidden = !after;
            if (!body.children.length) fill(state, h('p.n', null, path === '/laws' ? 'No law is stored yet. Bring runs under Experiments.' : 'No dataset is stored yet. Drop one under Data.'));
            if (answer.damaged?.length) fill(state, problemBox({ title: 'Damaged documents', message: `These cannot be read from the store: ${answer.damaged.join(', ')}.` }));
        } catch (error) {
            if (error.name !== 'AbortError') fill(state, failureBox(error, after === null ? again : () => load(signal)));
        } finally {
            more.disabled = false;
        }
    };
    more.addEventListener('click', () => load());
    return { element, more: load };
}

function line({ id, path, href, item, check, facts, removed }) {
    const names = h('td.l');
    const write = all => fill(names, h('a', { href }, all[0] ?? id), all.length > 1 ? h('span.n', null, ` also ${all.slice(1).join(', ')}`) : null);
    write(item.names ?? (item.name ? [item.name] : []));
    const label = item.name ?? id;
    const gone = () => {
        const near = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector('button:last-of-type');
        element.remove();
        removed?.();
        // The dialog gives the focus back to a button that is gone.
        setTimeout(() => near?.focus());
    };
    const element = h('tr', null, h('td.l', null, check), names, facts.map(text => h('td.l', null, text)), h('td.l', null, date(item.createdAt)),
        h('td.l', null, h('div.actions.small', null,
            h('button', { type: 'button', 'aria-label': `Name ${label}`, onclick: () => rename(path, label, write) }, 'Name'),
            h('button', { type: 'button', 'aria-label': `Delete ${label}`, onclick: () => remove(path, label, gone) }, 'Delete'))));
    return element;
}

function rename(path, label, write) {
    const input = h('input', { type: 'text', maxlength: '200' });
    const fault = h('div');
    const move = h('input', { type: 'checkbox' });
    dialog(`A further name for ${label}`, [field('Name', input), h('div.check', null, field('Take it from another document that has it', move)), fault], [['Cancel', () => true], ['Give the name', async () => {
        try {
            const answer = await request(url(`${path}/names`, { name: input.value.trim(), replaceName: move.checked || '' }), { method: 'POST' });
            write(answer.names);
            announce('Named');
            return true;
        } catch (error) {
            fill(fault, problemBox(error));
            return false;
        }
    }, 'primary']]);
    input.focus();
}

/** @param gone called when it is deleted */
function remove(path, label, gone) {
    const fault = h('div');
    dialog(`Delete ${label}?`, [h('p', null, 'It is removed from the store with all its names. The same content, sent again, gives the same id.'), fault], [['Cancel', () => true], ['Delete', async () => {
        try {
            await request(path, { method: 'DELETE' });
            gone();
            announce('Deleted');
            return true;
        } catch (error) {
            // Somebody else was faster; it is gone either way.
            if (error.status === 404) { gone(); return true; }
            fill(fault, problemBox(error));
            return false;
        }
    }, 'danger']]);
}
