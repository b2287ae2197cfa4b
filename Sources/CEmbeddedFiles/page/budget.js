// Budgets in the units in which people have them, as the service's parameters.
import { bytes, short } from './format.js';

export const kinds = [['parameters', 'parameters'], ['flops', 'training operations'], ['memory', 'embedding memory']];

/** An amount in its own unit, short enough for a slider. */
export const amountText = (amount, kind) => (kind === 'memory' ? bytes(amount) : short(amount));

/** The query of what decides the cost of a size. */
export function costQuery({ architecture, items }) {
    return { architecture: architecture === 'sasrec' ? undefined : architecture, items };
}

/** The query of a budget; without an amount only what decides the cost of a size. */
export function budgetQuery({ kind, amount, architecture, items, tokens }) {
    const query = costQuery({ architecture, items });
    if (!amount) return query;
    switch (kind) {
        case 'flops': return { ...query, maxTrainingFlops: amount, tokens };
        case 'memory': return { ...query, maxEmbeddingBytes: amount };
        default: return { ...query, maxParameters: Math.round(amount) };
    }
}

/** What a budget of this kind needs to know first; null if nothing is missing. */
export function missing({ kind, items, tokens }) {
    if (kind === 'flops' && !tokens) return 'tokens';
    if (kind === 'memory' && !items) return 'items';
    return null;
}

/** The operations of a training run, 6 · parameters · tokens without the embedding table; null if the tokens are not known. */
export function trainingOperations(size, { tokens, items }) {
    return tokens ? 6 * (size.parameters - (items ?? 0) * size.dim) * tokens : null;
}

/** The least and the greatest amount that make a difference. */
export function range({ kind, items, tokens }, free, domain) {
    const first = free.frontier[0] ?? free.best;
    switch (kind) {
        case 'flops': return [trainingOperations(first, { tokens, items }), trainingOperations(free.best, { tokens, items })];
        case 'memory': return [items * domain.dim[0] * 4, items * domain.dim[1] * 2 * 4];
        default: return [first.parameters, free.best.parameters];
    }
}

/** Amounts that are even on the logarithmic scale, with two digits. */
export function steps([low, high], count) {
    const sizes = Array.from({ length: count }, (_, index) => low * (high / low) ** (index / (count - 1)));
    return [...new Set(sizes.map(size => {
        const unit = 10 ** (Math.floor(Math.log10(size)) - 1);
        return Math.ceil(size / unit - 1e-9) * unit;
    }))];
}
