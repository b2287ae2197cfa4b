// The figures of one dataset, a sentence that explains them, and their distributions.
import { datasetPath, lawPath, url } from './api.js';
import { h, marked, panel, table } from './dom.js';
import { Chart } from './charts.js';
import { count, short, whole } from './format.js';
import { distinct, warningBox } from './warnings.js';

export async function dataset(root, answer, signal) {
    const figures = panel(answer.name ?? answer.dataset, `${count(answer.users, 'user')} · ${count(answer.items, 'item')} · ${count(answer.tokens, 'interaction')} · m ${answer.m}${answer.maxLength ? ` · last ${answer.maxLength} of each user` : ''}`);
    const cell = (key, number, note) => h('div', null, h('p.k', null, key), h('p.v2', null, short(number)), h('p.n', null, note));
    figures.append(
        h('div.answer.plain', null,
            cell('ApEn', answer.apEn, answer.unavailable?.apEn ?? 'mean over users, in nats; 0 is fully predictable'),
            cell('D′', answer.dPrime, answer.unavailable?.dPrime ?? 'interactions divided by ApEn'),
            cell('D′, users added up', answer.perSequence.dPrime, `${count(answer.perSequence.excluded, 'user')} left out`),
            cell('Pooled ApEn', answer.pooled?.apEn ?? null, answer.unavailable?.['pooled.apEn'] ?? 'patterns of all users together')),
        h('p.sentence', null, sentence(answer)),
        table('Further measures', ['measure', 'value', ''], [
            ['Lempel-Ziv entropy', short(answer.measures.lempelZivEntropy), 'nats per item, mean over users'],
            ['Shannon entropy', short(answer.measures.shannonEntropy), 'bits; what popularity alone leaves open'],
            ['Compression ratio', short(answer.measures.compressionRatio), 'how much zlib shortens the log'],
        ], { left: [0, 2] }),
        h('div.warnings', null, distinct(answer.warnings).map(warningBox)),
        h('div.actions', null, h('a.button', { href: `#/experiments?dataset=${encodeURIComponent(answer.dataset)}` }, 'Fit runs on this dataset')));
    const pictures = h('div.two');
    root.append(figures, pictures);
    await Promise.all([['lengths', 'Lengths of the sequences'], ['apEn', 'ApEn of the users']].map(async ([view, title]) => {
        const element = panel(title, 'the line is the median');
        pictures.append(element);
        try {
            await new Chart(element, title).load(url(`${datasetPath(answer.dataset)}/plot`, { view }), signal);
        } catch (error) {
            if (error.status !== 422) throw error;
            element.append(h('p.n', null, error.message));
        }
    }));
}

/** What the service says about the figures, and what to look at next. */
function sentence({ interpretation: { meaning, next } }) {
    return marked(`${meaning} Look next at: ${next}`);
}

/**
 * D′ against the length to which each user's history is cut.
 *
 * @param command that measures the same; no other address has all these lengths
 */
export async function sweep(root, answers, command) {
    const element = panel('D′ against the length', 'how much is lost where each user’s history is cut');
    const longest = Math.max(...answers.map(item => item.maxLength ?? item.sequences.length?.max ?? 1));
    const rows = answers.map(item => ({ maxLength: item.maxLength ?? longest, label: item.maxLength ? String(item.maxLength) : 'all', tokens: item.tokens, apEn: item.apEn, dPrime: item.dPrime, m: item.m })).sort((a, b) => a.m - b.m || a.maxLength - b.maxLength);
    element.append(table('D′ by length', ['last items', 'm', 'interactions', 'ApEn', 'D′'], rows.map(row => [row.label, String(row.m), whole(row.tokens), short(row.apEn), short(row.dPrime)])));
    root.append(element);
    if (rows.filter(row => row.dPrime !== null).length < 2) return;
    const chart = new Chart(element, 'D′ against the length', { command });
    const x = { field: 'maxLength', type: 'quantitative', title: 'last items of each user', scale: { type: 'log', nice: false }, axis: { grid: false, tickCount: 5, format: '~s' } };
    await chart.draw({
        $schema: 'https://vega.github.io/schema/vega-lite/v5.json', description: 'D′ against the length to which each user’s history is cut', height: 200, padding: 4,
        datasets: { cut: rows }, data: { name: 'cut' },
        encoding: { x, y: { field: 'dPrime', type: 'quantitative', title: 'D′', axis: { tickCount: 5, format: '~s' } }, ...(rows.some(row => row.m !== rows[0].m) ? { color: { field: 'm', type: 'nominal' } } : {}) },
        layer: [{ mark: { type: 'line', style: 'curve' } }, { mark: { type: 'point', style: 'run', tooltip: true } }],
    });
}
