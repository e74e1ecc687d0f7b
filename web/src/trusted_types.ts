/**
 * The one policy by which a text may become markup or a script's address here. The server's content policy demands it (Trusted
 * Types): an attacker's text that reached innerHTML would be refused by the browser. Only emptying an element passes, which
 * the charts do before they draw, and a worker among the program's own files.
 */
interface Rules {
  createHTML: (text: string) => string | null;
  createScriptURL: (address: string) => string | null;
}

interface Page {
  location: { origin: string };
  trustedTypes?: { createPolicy: (name: string, rules: Rules) => unknown };
}

export function guardMarkup(page: Page): void {
  page.trustedTypes?.createPolicy('default', {
    createHTML: (text) => (text === '' ? text : null),
    createScriptURL: (address) => (address.startsWith(`${page.location.origin}/assets/`) ? address : null),
  });
}
