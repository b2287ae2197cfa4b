// How a table will be read: what the service recognised, with every choice open to change.
import { Latest, request, url } from './api.js';
import { field, fill, h, select, table } from './dom.js';
import { failureBox } from './problem.js';
import { warningBox } from './warnings.js';

const recognised = ['', 'as recognised'];
const options = {
    format: [recognised, ['csv', 'CSV'], ['json', 'JSON'], ['ndjson', 'NDJSON'], ['recbole', 'RecBole'], ['sasrec', 'user item']],
    delimiter: [recognised, ['comma', 'comma'], ['semicolon', 'semicolon'], ['tab', 'tab'], ['pipe', 'pipe'], ['space', 'blank'], ['::', '::']],
    header: [recognised, ['present', 'first line is a header'], ['absent', 'no header']],
    timeFormat: [recognised, ['iso8601', 'ISO 8601'], ['unix', 'seconds since 1970'], ['unixMillis', 'milliseconds since 1970'], ['unixMicros', 'microseconds'], ['unixNanos', 'nanoseconds']],
    charset: [recognised, ['utf-8', 'UTF-8'], ['utf-16le', 'UTF-16 LE'], ['utf-16be', 'UTF-16 BE'], ['latin1', 'Latin 1'], ['windows-1252', 'Windows 1252']],
    onError: [['', 'refuse the file'], ['skip', 'leave the line out']],
};
const labels = { format: 'Format', delimiter: 'Delimiter', header: 'Header', timeFormat: 'Times', charset: 'Characters', onError: 'A faulty line' };
const roles = {
    log: [['user', 'user'], ['item', 'item'], ['time', 'time'], ['items', 'list of items']],
    experiments: [['layers', 'layers'], ['dim', 'dim'], ['dPrime', 'D′'], ['dataset', 'dataset'], ['seed', 'seed'], ['users', 'test users'], ['metric', 'metric']],
};
const fixed = new Set(Object.values(roles).flat().map(([key]) => key));

export class Plan {
    /**
     * @param as 'log' or 'experiments'
     * @param changed called after each answer: with it, or with null if the table cannot be read
     */
    constructor(as, changed) {
        Object.assign(this, { as, changed, parameters: {}, roles: null, state: 'none', task: new Latest() });
        this.element = h('div.plan', { 'aria-live': 'polite' });
    }

    /** Why the table cannot be used yet; null if it can. */
    get lack() {
        return { none: 'There is no table yet.', reading: 'The table is being read.', asking: 'Answer the question under «How it is read» first.', failed: 'The table cannot be read yet: see «How it is read».' }[this.state] ?? null;
    }

    /** Another table. What was chosen for the last one is forgotten. */
    async read(sample, type) {
        Object.assign(this, { sample, type, parameters: {}, answer: null, roles: null, state: 'reading' });
        fill(this.element, h('p.n', null, 'Reading…'));
        await this.preview();
    }

    clear() {
        this.task.stop();
        this.sample = null;
        this.state = 'none';
        fill(this.element);
        this.changed(null);
    }

    /** What is shown stays until the answer comes, so that whoever chooses by keyboard can go on. */
    async preview() {
        try {
            const answer = await this.task.run(signal => request(url('/preview', { as: this.as, ...this.parameters }), { method: 'POST', body: this.sample, type: this.type, signal }));
            if (!answer) return;
            this.answer = answer;
            this.#show(this.#summary(answer), this.#questions(answer), this.#columns(answer), this.#choices(answer), answer.warnings.map(warningBox));
            this.state = answer.questions.length ? 'asking' : 'ready';
            this.changed(answer.questions.length ? null : answer);
        } catch (error) {
            // A role on the way to another one may be refused, so the roles stay.
            this.#show(failureBox(error, () => this.preview()), this.roles ? this.#columns(this.answer, this.roles) : null, this.#choices(this.roles ? this.answer : null));
            this.state = 'failed';
            this.changed(null);
        }
    }

    /** Draws an answer. The control that has the focus keeps it; where it is gone, the first one gets it. */
    #show(...content) {
        const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
        const label = focused ? labelOf(focused) : null;
        fill(this.element, content);
        if (!focused) return;
        const controls = [...this.element.querySelectorAll('button, select, input, summary')];
        const same = controls.find(control => control.tagName === focused.tagName && labelOf(control) === label);
        if (same?.type === 'text') {
            same.value = focused.value;
            same.setSelectionRange(focused.selectionStart, focused.selectionEnd);
        }
        (same ?? controls[0])?.focus();
    }

    #summary(answer) {
        if (!answer.read) return null;
        const { format, delimiter, header, order, charset, compression, columns, ignored } = answer.read;
        const facts = [format.toUpperCase(), compression ? `compressed by ${compression}` : null, delimiter && format === 'csv' ? `separated by ${delimiter}` : null,
            format === 'json' || format === 'ndjson' ? null : header === 'present' ? 'with a header' : header === 'absent' ? 'without a header' : null, charset,
            this.as === 'log' ? (order === 'time' ? `ordered by ${[columns.time].flat().join(', ')}` : 'in the order of the file') : null,
            ignored?.length ? `${ignored.length} column${ignored.length === 1 ? '' : 's'} ignored (${clip(ignored.join(', '))})` : null];
        return h('p', null, h('b', null, 'Recognised: '), facts.filter(Boolean).join(' · '));
    }

    #questions(answer) {
        return answer.questions.map(question => h('fieldset.question', null, h('legend', null, question.detail),
            h('div.actions', null, question.choices.map(choice => h('button', { type: 'button', onclick: () => this.#set(question.parameter, choice) }, choice)))));
    }

    /** The first rows, below a choice of the role of each column. */
    #columns(answer, chosen = null) {
        if (!answer.columns.length) return null;
        const known = [['', 'ignored'], ...roles[this.as]];
        const current = chosen ?? answer.columns.map(column => (column.role === null ? '' : fixed.has(column.role) ? column.role : 'metric'));
        const headings = answer.columns.map((column, index) => {
            const options = known.some(([key]) => key === current[index]) ? known : [...known, [current[index], column.role]];
            const choice = select(options, current[index], role => {
                current[index] = role;
                this.#assign(answer, current);
            });
            choice.setAttribute('aria-label', `Role of column ${column.name ?? column.number}`);
            return h('div', null, h('span', null, column.name ?? `column ${column.number}`), choice);
        });
        const rows = answer.rows.map(row => answer.columns.map((_, index) => clip(row[index])));
        return table('The first rows', headings, rows.length ? rows : [0, 1, 2, 3, 4].map(i => answer.columns.map(column => clip(column.values[i]))), { left: answer.columns.map((_, i) => i), className: 'preview' });
    }

    #assign(answer, current) {
        const named = answer.columns.map((column, index) => ({ column, role: current[index] })).filter(({ role }) => role);
        const taken = new Set(named.map(({ role }) => role));
        const given = named.map(({ column, role }) => `${role === 'metric' ? quoted(column.role && !fixed.has(column.role) ? column.role : column.name ?? `metric${column.number}`) : role}:${column.number}`);
        // A role without a column is taken away, or the service would recognise one again.
        const without = answer.columns.map(column => column.role).filter(role => role && fixed.has(role) && !taken.has(role)).map(role => `${role}:-`);
        const removed = [...new Set([...without, ...(this.removed ?? []).filter(text => !taken.has(text.slice(0, -2)))])];
        this.removed = removed;
        this.#set('columns', [...given, ...removed].join(','), current);
    }

    #choices(answer) {
        const names = this.as === 'log' ? Object.keys(options) : ['format', 'delimiter', 'header', 'charset', 'onError'];
        const fields = names.map(name => field(labels[name], select(options[name], this.parameters[name] ?? '', text => this.#set(name, text))));
        if (this.as === 'log') {
            const padding = h('input', { type: 'text', value: this.parameters.padding ?? '', maxlength: '60' });
            padding.addEventListener('change', () => this.#set('padding', padding.value));
            fields.push(field('Padding label', padding));
        }
        const columns = h('input', { type: 'text', value: this.parameters.columns ?? '', spellcheck: 'false' });
        columns.addEventListener('change', () => this.#set('columns', columns.value));
        fields.push(field('Columns, as text', columns, 'such as user:1,item:2,time:4'));
        if (this.as === 'experiments') {
            const goals = h('input', { type: 'text', value: this.parameters.goals ?? '', spellcheck: 'false' });
            goals.addEventListener('change', () => this.#set('goals', goals.value));
            fields.push(field('Goals', goals, 'such as NE:minimise'));
        }
        const isOpen = this.element.querySelector('.choices')?.open;
        return h('details.choices', { open: answer === null || isOpen || Object.keys(this.parameters).some(key => key !== 'columns') }, h('summary', null, 'Read it in another way'), h('div.fields', null, fields));
    }

    /** @param roles of the columns, if they are what was chosen */
    #set(name, text, roles = null) {
        this.roles = roles;
        if (text) this.parameters[name] = text;
        else delete this.parameters[name];
        this.preview();
    }
}

function labelOf(control) {
    return control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent ?? control.textContent;
}

function clip(text) {
    return text === undefined ? '' : text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function quoted(name) {
    return /[,:"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
