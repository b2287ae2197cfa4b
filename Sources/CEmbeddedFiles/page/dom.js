// Elements are made here. Text goes in as text nodes only, so data can never become markup.

/** h('p.note', { title: 'x', onclick: f }, 'text', element, ['more']) */
export function h(tag, properties, ...children) {
    const [name, ...classes] = tag.split('.');
    const element = document.createElement(name || 'div');
    if (classes.length) element.className = classes.join(' ');
    for (const [key, value] of Object.entries(properties ?? {})) {
        if (value === undefined || value === null || value === false) continue;
        if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
        else if (key === 'dataset') Object.assign(element.dataset, value);
        else if (key === 'value' || key === 'checked' || key === 'disabled' || key === 'selected') element[key] = value;
        else element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...flat(children));
    return element;
}

function flat(children) {
    return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
}

/** Replaces what an element contains. */
export function fill(element, ...children) {
    element.replaceChildren(...flat(children));
    return element;
}

/** A text in which the service marks names by backticks: `beyond=true`. Its `dPrime` is D′ on the page. */
export function marked(text) {
    return String(text).split('`').map((part, index) => (index % 2 && part !== 'dPrime' ? h('code', null, part) : index % 2 ? 'D′' : part.replaceAll(/\bdPrime\b/g, 'D′')));
}

/** A panel with a heading, fine print beside it, and controls at its right. */
export function panel(title, note, ...children) {
    const small = h('small', null, note ?? '');
    const tools = h('span.tools');
    const element = h('section.panel', null, h('div.panel-head', null, h('h2', null, title, ' ', small), tools), children);
    return Object.assign(element, { note: text => { small.textContent = text; }, tools });
}

/** A table of texts. Cells may be elements. Numbers stand at the right, unless a column is in `left`. */
export function table(caption, headings, rows, { left = [0], className = '' } = {}) {
    const align = index => (left.includes(index) ? 'l' : null);
    return h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': caption },
        h('table.t' + (className ? '.' + className : ''), null,
            h('caption.hidden', null, caption),
            h('thead', null, h('tr', null, headings.map((text, i) => (text === '' ? h('td') : h('th', { scope: 'col', class: align(i) }, text))))),
            h('tbody', null, rows.map(row => h('tr', { class: row.className ?? null },
                (row.cells ?? row).map((cell, i) => h('td', { class: align(i) }, cell)))))));
}

let counter = 0;
/** A labelled control. */
export function field(text, control, hint) {
    const id = `f${++counter}`;
    control.id = id;
    const note = hint ? h('span.hint', { id: `${id}h` }, hint) : null;
    if (note) control.setAttribute('aria-describedby', note.id);
    return h('div.field', null, h('label', { for: id }, text), control, note);
}

/** Says below a field of a number that what it holds is no number that can be used. Browsers give the value of such a field as empty. */
export function checkNumber(input, hint) {
    const words = input.closest('.field').querySelector('.hint');
    const isBad = input.validity.badInput;
    words.textContent = isBad ? 'not a number that can be used' : hint;
    words.classList.toggle('caution', isBad);
    return !isBad;
}

export function select(options, value, onchange) {
    return h('select', { onchange: event => onchange?.(event.target.value) },
        options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
}

/** Says something to screen readers, and shows nothing. */
export function announce(text) {
    document.querySelector('#live').textContent = text;
}

/** Copies a text, and says so on the button for a moment. */
export async function copy(text, button) {
    const label = button.textContent;
    try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
    } catch {
        // Without the permission, the text is shown so that it can be copied by hand.
        showText('Copy this text', text);
        return;
    }
    announce('Copied');
    setTimeout(() => { button.textContent = label; }, 1200);
}

export function showText(title, text) {
    const area = h('textarea', { readonly: true, rows: 8, 'aria-label': title }, text);
    dialog(title, [area], [['Close', () => true]]);
    area.select();
}

/** A modal dialog. An action closes it unless it returns false. */
export function dialog(title, content, actions) {
    const element = h('dialog', { 'aria-label': title },
        h('h2', null, title), content,
        h('div.actions', null, actions.map(([text, action, kind]) =>
            h('button', { type: 'button', class: kind ?? null, onclick: async () => { if (await action() !== false) element.close(); } }, text))));
    element.addEventListener('close', () => element.remove());
    // Enter in a field does what the main button does.
    element.addEventListener('keydown', event => {
        if (event.key !== 'Enter' || !/^(text|password)$/.test(event.target.type)) return;
        event.preventDefault();
        element.querySelector('.primary')?.click();
    });
    document.body.append(element);
    element.showModal();
    return element;
}

/** Saves bytes or a text as a file. */
export function save(name, content, type) {
    const link = h('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
