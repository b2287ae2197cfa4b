// Shows the view that the address names. Every view is restored from its address alone.
import { announce, fill, h } from './dom.js';
import { failureBox } from './problem.js';
import { restyle, showOnPaper } from './charts.js';
import * as compare from './compare.js';
import * as data from './data.js';
import * as decide from './decide.js';
import * as experiments from './experiments.js';
import * as stored from './stored.js';

/** What an address that names no view shows. */
const unknown = {
    show(root, parameters, { name }) {
        fill(root, h('h1', null, 'There is no such view'), h('p', null, `The address names a view «${name}», which this page does not have. Choose one above.`));
    },
};
const views = { data, experiments, decide, stored, compare };
const titles = { data: 'Data', experiments: 'Experiments', decide: 'Decide', stored: 'Stored', compare: 'Compare' };
const main = document.querySelector('#main');
let leave = null;
let shown = null;

function parse() {
    const [name, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
    return { name: name || 'decide', parameters: new URLSearchParams(query ?? '') };
}

/** @param isAnew whether the same address is shown again */
async function show(isAnew = false) {
    const isFirst = leave === null;
    if (location.hash === '#main') return;
    if (location.hash === shown && !isAnew) return;
    shown = location.hash;
    leave?.abort();
    const controller = leave = new AbortController();
    const { name, parameters } = parse();
    for (const link of document.querySelectorAll('nav a')) {
        if (link.dataset.view === (name === 'compare' ? 'stored' : name)) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
    }
    const isKnown = Object.hasOwn(views, name);
    const title = isKnown ? titles[name] : 'There is no such view';
    document.title = `${title} · performance-law`;
    // A view is drawn into its own element, so that a late one cannot draw over its successor.
    const root = h('div', { class: isKnown ? `view ${name}` : 'view' });
    fill(main, root);
    delete main.dataset.ready;
    let words;
    try {
        words = await (isKnown ? views[name] : unknown).show(root, parameters, {
            name,
            signal: controller.signal,
            again,
            /** Changes the address without a new entry in the history. */
            remember(changes) {
                if (controller.signal.aborted) return;
                for (const [key, item] of Object.entries(changes)) {
                    if (item === null || item === undefined || item === '') parameters.delete(key);
                    else parameters.set(key, item);
                }
                const text = parameters.toString();
                shown = `#/${name}${text ? '?' + text : ''}`;
                history.replaceState(null, '', shown);
            },
        });
    } catch (error) {
        if (error.name !== 'AbortError' && !controller.signal.aborted) {
            fill(root, h('h1', null, title), failureBox(error, again));
            shown = null;
        }
    }
    if (controller.signal.aborted) return;
    main.dataset.ready = name;
    if (isFirst) return;
    // What had the focus is gone with its view, so reading goes on in the new one.
    if (document.activeElement === document.body) main.focus({ preventScroll: true });
    if (!root.querySelector('.problem')) announce(words ?? root.querySelector('h1')?.textContent ?? title);
}

/** Shows the present view from the start, as after a failure. */
const again = () => show(true);

addEventListener('hashchange', () => show());
// The browser reports no change if the address of the view that failed is chosen again.
document.querySelector('.bar').addEventListener('click', event => {
    const link = event.target.closest('a');
    if (shown === null && link?.hash && link.hash === location.hash) again();
});
document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    main.focus();
});
document.querySelector('#theme').addEventListener('click', () => {
    const root = document.documentElement;
    const isDark = (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    root.dataset.theme = isDark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
    restyle();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', restyle);
addEventListener('beforeprint', () => showOnPaper(true));
addEventListener('afterprint', () => showOnPaper(false));
// A file that misses its place must not replace the page.
for (const type of ['dragover', 'drop']) addEventListener(type, event => event.preventDefault());
show();
