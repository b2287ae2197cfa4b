// Requests to the service that sent the page. A refusal becomes a Problem with every fault and its place.
import { askForToken, token } from './token.js';

export class Problem extends Error {
    constructor(status, document) {
        super(document.detail ?? document.title ?? `The service answered ${status}.`);
        this.status = status;
        this.type = document.type;
        this.title = document.title ?? 'The request failed';
        this.errors = document.errors ?? [];
    }
}

/** A path with its query; what is undefined or empty is left out. */
export function url(path, query = {}) {
    const pairs = Object.entries(query).filter(([, item]) => item !== undefined && item !== null && item !== '');
    const text = new URLSearchParams(pairs).toString();
    return text ? `${path}?${text}` : path;
}

export const lawPath = reference => `/laws/${encodeURIComponent(reference)}`;
export const datasetPath = reference => `/datasets/${encodeURIComponent(reference)}`;

/** The command that makes the same request. */
export function curl(target, { method = 'GET', type, file } = {}) {
    const quote = text => `'${text.replaceAll("'", "'\\''")}'`;
    const parts = ['curl'];
    if (token()) parts.push('-H "Authorization: Bearer $TOKEN"');
    if (method === 'DELETE') parts.push('-X DELETE');
    if (type) parts.push('-H', quote(`Content-Type: ${type}`));
    if (file) parts.push('--data-binary', quote(`@${file}`));
    return [...parts, quote(location.origin + target)].join(' ');
}

export function headers(more = {}) {
    const known = token();
    return known ? { ...more, Authorization: `Bearer ${known}` } : more;
}

const unreachable = error => {
    if (error.name === 'AbortError') return error;
    return new Problem(0, { title: 'The service cannot be reached', detail: 'No answer came. Check that the service runs, then try again.' });
};

/** Whatever the service answers. */
export async function answerOf(target, options) {
    try {
        return await fetch(target, options);
    } catch (error) {
        throw unreachable(error);
    }
}

/** The text of an answer, which may break off. */
async function whole(response) {
    try {
        return await response.text();
    } catch (error) {
        throw unreachable(error);
    }
}

/** The parsed answer. On 401 it asks for a token, once for all requests that wait, and tries again. */
export async function request(target, { method = 'GET', body, type, signal } = {}) {
    for (;;) {
        const response = await answerOf(target, { method, body, signal, headers: headers(type ? { 'Content-Type': type } : {}) });
        if (response.status === 401) {
            await askForToken();
            continue;
        }
        return parsed(response.status, await whole(response));
    }
}

export function parsed(status, text) {
    let document = {};
    try {
        if (text) document = JSON.parse(text);
    } catch {
        document = { detail: `The service answered ${status} with something that is not JSON.` };
    }
    if (status >= 400 || status === 0) throw new Problem(status, document);
    return document;
}

export const get = (target, signal) => request(target, { signal });

/** When the browser has shown what was drawn. */
export const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));

/**
 * Runs one task at a time. Of those that come meanwhile only the newest follows, so a slider that moves faster than the service answers
 * still shows something at every answer.
 */
export class Newest {
    #isBusy = false;
    #next = null;

    run(task, failed) {
        this.#next = task;
        if (!this.#isBusy) this.#work(failed);
    }

    async #work(failed) {
        this.#isBusy = true;
        while (this.#next) {
            const task = this.#next;
            this.#next = null;
            try {
                await task();
            } catch (error) {
                failed(error);
            }
        }
        this.#isBusy = false;
    }
}

/** Numbers questions, so that a late answer never replaces the one to a later question. */
export class Turns {
    #asked = 0;
    #shown = 0;

    next() { return ++this.#asked; }

    /** Whether this answer may be shown. None of an earlier question may be shown then. */
    show(turn) {
        if (turn < this.#shown) return false;
        this.#shown = turn;
        return true;
    }
}

/** Runs one task at a time. A newer one aborts the older one, whose late answer is dropped. */
export class Latest {
    #controller = null;

    /** The result, or undefined if a newer task has begun meanwhile. */
    async run(task) {
        this.#controller?.abort();
        const controller = this.#controller = new AbortController();
        try {
            const result = await task(controller.signal);
            return controller === this.#controller ? result : undefined;
        } catch (error) {
            if (error.name === 'AbortError' || controller !== this.#controller) return undefined;
            throw error;
        }
    }

    stop() {
        this.#controller?.abort();
        this.#controller = null;
    }
}
