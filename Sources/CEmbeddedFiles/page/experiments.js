// Brings training runs: paste, drop or type them, say what each column is, and fit a law.
import { Latest, curl, get, request, url } from './api.js';
import { copy, field, fill, h, panel, select } from './dom.js';
import { bytes, formNames } from './format.js';
import { dropZone } from './drop.js';
import { examples, exampleText } from './examples.js';
import { Plan } from './plan.js';
import { problemBox } from './problem.js';

const most = 16 * 2 ** 20;
const hint = 'layers,dim,HR@10\n4,25,0.281\n4,50,0.304\n8,25,0.282\n8,50,0.310\n…';

export async function show(root, parameters, context) {
    let body = null;
    const fitting = new Latest();
    context.signal.addEventListener('abort', () => fitting.stop());
    const text = h('textarea', { rows: 10, spellcheck: 'false', placeholder: hint });
    const outcome = h('div', { role: 'status' });
    const name = h('input', { type: 'text', maxlength: '200', autocomplete: 'off' });
    const form = select([['auto', 'the one that predicts best'], ...Object.entries(formNames)], 'auto');
    const dPrime = h('input', { type: 'number', min: '0', step: 'any' });
    const dataset = h('select', null, h('option', { value: '' }, 'not named'));
    const fit = h('button.primary', { type: 'button', disabled: true }, 'Fit a law');
    const plan = new Plan('experiments', answer => { fit.disabled = !answer; });

    const target = () => url('/fit', { ...plan.parameters, name: name.value.trim(), form: form.value === 'auto' ? '' : form.value, dataset: dataset.value, dPrime: dPrime.value });
    const take = async (content, label) => {
        fill(outcome);
        if (content.size > most) {
            plan.clear();
            fill(outcome, problemBox({ title: 'This is too much', message: `${bytes(content.size)} were given, and at most ${bytes(most)} are read here. A grid of experiments is much smaller: is this the right file?` }));
            return;
        }
        body = content;
        if (label && !name.value) name.value = label;
        await plan.read(content.slice(0, 2 ** 20), content.type || undefined);
    };
    let timer = 0;
    const typed = () => {
        clearTimeout(timer);
        // What follows a key within a moment is one change.
        timer = setTimeout(() => {
            if (text.value.trim()) take(new Blob([text.value])).catch(error => fill(outcome, problemBox(error)));
            else plan.clear();
        }, 250);
    };
    text.addEventListener('input', typed);
    text.addEventListener('paste', event => {
        const pasted = event.clipboardData.getData('text');
        // A text area with a huge text stands still, so the text stays out of it.
        if (pasted.length <= 200_000) return;
        event.preventDefault();
        text.value = '';
        text.placeholder = `${bytes(pasted.length)} pasted`;
        take(new Blob([pasted])).catch(error => fill(outcome, problemBox(error)));
    });
    const setText = content => {
        text.value = content;
        return take(new Blob([content]));
    };
    const chosen = async file => {
        text.value = file.size <= 200_000 && !/\.gz$/.test(file.name) ? await file.text() : '';
        await take(file, file.name.replace(/(\.(csv|tsv|json|ndjson|txt|gz))+$/i, '').slice(0, 200));
    };

    fit.addEventListener('click', async () => {
        fit.disabled = true;
        fill(outcome, h('p.n', null, 'Fitting…'));
        try {
            const answer = await fitting.run(signal => request(target(), { method: 'POST', body, signal }));
            if (answer) location.hash = `#/decide?law=${answer.law}`;
        } catch (error) {
            fill(outcome, problemBox(error));
        } finally {
            fit.disabled = false;
        }
    });

    const input = panel('Your runs', 'one line per run: layers, dim, and each metric');
    input.append(field('Paste from a spreadsheet, or type', text), dropZone('Drop a file with runs', null, file => chosen(file).catch(error => fill(outcome, problemBox(error)))),
        h('div.actions', null, examples.map(example => h('button', { type: 'button', title: example.about, onclick: async () => {
            name.value = example.name;
            await setText(await exampleText(example));
        } }, `Example ${example.title}`))));
    const reading = panel('How it is read', 'every choice can be changed');
    reading.append(plan.element);
    const law = panel('The law', '');
    law.append(h('div.fields', null, field('Name', name, 'optional'), field('Form', form), field('Dataset', dataset, 'whose D′ the runs have'), field('or its D′', dPrime, 'optional')),
        h('div.actions', null, fit, h('button', { type: 'button', onclick: event => copy(curl(target(), { file: 'runs.csv', type: 'text/csv' }), event.target) }, 'Copy curl')), outcome);
    fill(root, h('h1', null, 'Experiments'), h('p.sub', null, 'Bring the results of training runs. A law is fitted to them, and tells you what to train next.'),
        h('div.two', null, input, h('div.stack', null, reading, law)));

    const { datasets } = await get('/datasets?limit=200', context.signal);
    dataset.append(...datasets.map(item => h('option', { value: item.dataset }, item.name ?? item.dataset)));
    const example = examples.find(item => item.title === parameters.get('example'));
    if (example) {
        name.value = example.name;
        await setText(await exampleText(example));
    }
}
