// Example data, which the service carries itself.
import { Latest, answerOf, request, url } from './api.js';
import { fill, h } from './dom.js';
import { problemBox } from './problem.js';

export const examples = [
    { title: 'ml-1m', name: 'example ml-1m', file: 'ml-1m-len100-hr10.csv', about: '24 runs of HSTU on MovieLens-1M, sequences of up to 100 items (arXiv 2412.00430)' },
    { title: 'kuairand', name: 'example kuairand', file: 'kuairand-len50-hr10.csv', about: '24 runs on KuaiRand, sequences of up to 50 items' },
];

export const exampleLog = { title: 'Wikipedia edits', file: 'wikipedia-edits.json.gz', about: 'which pages 8,227 editors changed' };

const asset = file => `/assets/${file}`;
const once = new Latest();

export async function exampleText(example) {
    return (await answerOf(asset(example.file))).text();
}

export async function exampleFile() {
    return new File([await (await answerOf(asset(exampleLog.file))).blob()], exampleLog.file);
}

/** Fits an example and opens it. A second click before the answer has no effect beyond the first. */
export async function openExample(example, problem) {
    fill(problem, h('p.n', { role: 'status' }, 'Fitting…'));
    try {
        const answer = await once.run(async signal => request(url('/fit', { name: example.name, replaceName: true }), { method: 'POST', type: 'text/csv', body: await exampleText(example), signal }));
        if (answer) location.hash = `#/decide?law=${answer.law}`;
    } catch (error) {
        fill(problem, problemBox(error));
    }
}
