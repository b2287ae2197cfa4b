// Shows a refusal: what is wrong, where, and what to do.
import { announce, h, marked } from './dom.js';

export function problemBox(problem) {
    announce(`${problem.title ?? 'Error'}. ${problem.message}`);
    const faults = (problem.errors ?? []).map(fault => h('li', null, h('code', null, fault.pointer), ' ', marked(fault.detail)));
    return h('div.problem', { role: 'alert' }, h('b', null, problem.title ?? 'The page failed'), h('p', null, marked(problem.message)),
        faults.length ? h('ul', null, faults) : null);
}
