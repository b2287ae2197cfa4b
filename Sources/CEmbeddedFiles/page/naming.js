// The name under which a form stores something.
import { h } from './dom.js';
import { problemBox } from './problem.js';

/** A name. Each table brings its own, which replaces that of the table before it. */
export class NameInput {
    #table = { name: '', text: '', isExample: false };
    /** A name that was typed before there was a table is meant for the first one. */
    #hasTable = false;

    constructor() {
        this.input = h('input', { type: 'text', maxlength: '200', autocomplete: 'off' });
    }

    get text() { return this.input.value.trim(); }

    /** Another table has come; its name is empty if it has none. */
    suggest(name, text = '', isExample = false) {
        if (this.#hasTable || this.input.value === this.#table.name) this.input.value = name;
        this.#table = { name, text, isExample };
        this.#hasTable = true;
    }

    clear() {
        this.input.value = '';
        this.#table = { name: '', text: '', isExample: false };
        this.#hasTable = false;
    }

    /**
     * The text of the table was edited. An example is another table then, and any table of which few lines are left. A name
     * that somebody typed stays, because a table may be typed after its name.
     */
    edited(text) {
        const { name, text: before, isExample } = this.#table;
        this.#hasTable = text.trim() !== '';
        if (isExample ? text === before : keepsLines(before, text)) return;
        if (this.input.value === name) this.input.value = '';
        this.#table = { name: '', text, isExample: false };
    }

    /** The table was stored under the name in the field, so the next table replaces that one. */
    stored(text) {
        this.#table = { name: this.input.value, text, isExample: this.#table.isExample && text === this.#table.text };
    }
}

function keepsLines(before, after) {
    const lines = new Set(before.split(/\r?\n/));
    const kept = new Set(after.split(/\r?\n/).filter(line => lines.has(line)));
    return 2 * kept.size >= lines.size;
}

/** A refusal. If a name belongs to something else already, it comes with the way out. */
export function refusal(error, name, move) {
    if (!error.type?.endsWith('/name-taken')) return problemBox(error);
    return h('div', null, problemBox(error), h('div.actions', null, h('button', { type: 'button', onclick: move }, `Move the name «${name}» to this one`)));
}
