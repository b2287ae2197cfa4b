// Measures a dataset: how regular its sequences are, and so how much they can teach.
import { curl, datasetPath, get, url } from './api.js';
import { copy, field, fill, h, panel, select } from './dom.js';
import { bytes } from './format.js';
import { dataset, sweep } from './dataset.js';
import { dropZone } from './drop.js';
import { exampleFile, exampleLog } from './examples.js';
import { Plan } from './plan.js';
import { problemBox } from './problem.js';
import { upload } from './upload.js';

export async function show(root, parameters, context) {
    const result = h('div.result');
    const state = h('div', { role: 'status' });
    let file = null;
    let sending = null;
    context.signal.addEventListener('abort', () => sending?.abort());
    const name = h('input', { type: 'text', maxlength: '200', autocomplete: 'off' });
    const m = h('input', { type: 'number', min: '1', max: '1024', step: '1', value: '2' });
    const lengths = h('input', { type: 'text', value: '', placeholder: 'all', spellcheck: 'false' });
    const short = select([['exclude', 'leave them out'], ['zero', 'count them as 0']], 'exclude');
    const send = h('button.primary', { type: 'button', disabled: true }, 'Measure');
    const cancel = h('button', { type: 'button', hidden: true }, 'Cancel');
    const bar = h('progress', { max: '1', value: '0', hidden: true, 'aria-label': 'Upload' });
    const plan = new Plan('log', answer => { send.disabled = !answer || sending !== null; });
    const target = () => url('/apen', {
        ...plan.parameters, name: name.value.trim(), m: m.value === '2' ? '' : m.value,
        maxLength: lengths.value.replaceAll(' ', ''), short: short.value === 'exclude' ? '' : short.value,
    });

    const take = async chosen => {
        file = chosen;
        fill(state);
        title.textContent = `${file.name}, ${bytes(file.size)}`;
        name.value = file.name.replace(/(\.(csv|tsv|json|ndjson|txt|inter|gz))+$/i, '').slice(0, 200);
        setup.hidden = false;
        // The service rests its plan on the first 64 KiB of text; a compressed file needs fewer.
        await plan.read(file.slice(0, 2 ** 18), 'application/octet-stream');
    };

    send.addEventListener('click', async () => {
        sending = new AbortController();
        send.disabled = true;
        cancel.hidden = bar.hidden = false;
        bar.value = 0;
        fill(state, h('p.n', null, `Sending ${bytes(file.size)}…`));
        try {
            const answer = await upload(target(), file, (loaded, total) => {
                bar.value = total ? loaded / total : 0;
                fill(state, h('p.n', null, loaded < total ? `${bytes(loaded)} of ${bytes(total)} sent` : 'All is sent; the last figures are computed…'));
            }, sending.signal);
            fill(state);
            context.remember({ dataset: answer.dataset });
            await present(answer);
        } catch (error) {
            fill(state, error.name === 'AbortError' ? h('p.n', null, 'Cancelled. Nothing was stored.') : problemBox(error));
        } finally {
            sending = null;
            send.disabled = false;
            cancel.hidden = bar.hidden = true;
        }
    });
    cancel.addEventListener('click', () => sending?.abort());

    const title = h('b', null, '');
    const input = panel('Your data', 'who did what, in which order');
    const attempt = action => action().catch(error => fill(state, problemBox(error)));
    input.append(dropZone('Drop a log of interactions', null, chosen => attempt(() => take(chosen))),
        h('div.actions', null, h('button', { type: 'button', title: exampleLog.about, onclick: () => attempt(async () => take(await exampleFile())) }, `Example ${exampleLog.title}`)),
        h('p.n', null, 'CSV, TSV, JSON, NDJSON, RecBole and «user item» files are read, compressed by gzip or not. The file goes to this service only.'));
    const setup = panel('How it is read', 'every choice can be changed');
    setup.hidden = true;
    setup.append(h('p', null, title), plan.element,
        h('div.fields', null, field('Name', name, 'optional'), field('Pattern length m', m), field('Last items of each user', lengths, 'such as all,50,100,200 to compare'), field('Users with few items', short)),
        h('div.actions', null, send, cancel, h('button', { type: 'button', onclick: event => copy(curl(target(), { file: file?.name ?? 'log.csv' }), event.target) }, 'Copy curl')), bar, state);

    async function present(answer) {
        fill(result);
        await dataset(result, answer, context.signal);
        if (answer.sweep) await sweep(result, answer.sweep);
        result.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }

    fill(root, h('h1', null, 'Data'), h('p.sub', null, 'How regular are the sequences? ApEn measures it, and D′ says how much such data can teach.'), h('div.two', null, input, setup), result);
    const reference = parameters.get('dataset');
    if (reference) {
        fill(result);
        await dataset(result, await get(datasetPath(reference), context.signal), context.signal);
    }
}
