// Our own tooltip: Vega's default one adds a style element, which the content security policy forbids.
import { fill, h } from './dom.js';
import { short } from './format.js';

let box = null;

export function tooltip(handler, event, item, content) {
    box ??= document.body.appendChild(h('div.tip', { role: 'tooltip', hidden: true }));
    if (content === null || content === undefined || content === '') {
        box.hidden = true;
        return;
    }
    const rows = typeof content === 'object' ? Object.entries(content) : [['', content]];
    fill(box, rows.map(([key, text]) => h('div', null, h('span', null, key), h('b', null, typeof text === 'number' ? digits(text) : String(text)))));
    box.hidden = false;
    const { clientX: x, clientY: y } = event;
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
    box.style.top = `${y + 14 + height > innerHeight ? y - height - 10 : y + 14}px`;
}

function digits(number) {
    return Math.abs(number) >= 1000 ? short(number) : String(Number(number.toPrecision(5)));
}
