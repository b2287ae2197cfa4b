// A place to drop a file, or to choose one.
import { h } from './dom.js';

export function dropZone(text, accept, chosen) {
    const input = h('input.hidden-input', { type: 'file', 'aria-label': text, onchange: () => {
        if (input.files[0]) chosen(input.files[0]);
        input.value = '';
    } });
    if (accept) input.setAttribute('accept', accept);
    const zone = h('label.drop', null, input, h('b', null, text), h('span', null, 'or click to choose one'));
    const over = isOver => event => {
        event.preventDefault();
        zone.classList.toggle('over', isOver);
    };
    zone.addEventListener('dragover', over(true));
    zone.addEventListener('dragleave', over(false));
    zone.addEventListener('drop', event => {
        over(false)(event);
        if (event.dataTransfer.files[0]) chosen(event.dataTransfer.files[0]);
    });
    return zone;
}
