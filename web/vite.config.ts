import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import en from './src/locales/en.json';
import zh from './src/locales/zh.json';

/** The component library makes its components by calls that it does not mark as free of effects; marked, those not in use go. */
const unusedComponentsGo: Plugin = {
  name: 'unused-components-go',
  transform(code, id) {
    const name = /\breact-uswds\/lib\/index\.js/.test(id) && /\bforwardRef as (\w+)/.exec(code)?.[1];
    return name ? { code: code.replaceAll(` = ${name}(`, ` = /* @__PURE__ */ ${name}(`), map: null } : null;
  },
};

const folder = (path: string) => new URL(path, import.meta.url).pathname;

/** Texts that no page of the portal shows; they load with the workspace. */
const STAFF_TEXTS = new Set([
  'account', 'act', 'activities', 'capability', 'clients', 'duties', 'emergencies', 'entry', 'identity', 'import', 'importAttendance',
  'inbox', 'journal', 'keys', 'myUnit', 'parties', 'people', 'providers', 'same', 'search', 'secondFactor', 'sessions', 'signIn',
  'stale', 'steps', 'subject', 'trend', 'trial', 'whatIf', 'work', 'write',
]);

/** The texts of one language, in two modules: `texts:en/everybody` and `texts:en/staff`. */
const textsInTwo: Plugin = {
  name: 'texts-in-two',
  resolveId: (id) => (id.startsWith('texts:') ? `\0${id}` : null),
  load(id) {
    const found = /^\0texts:(en|zh)\/(everybody|staff)$/.exec(id);
    if (!found) return null;
    const part = Object.entries(found[1] === 'en' ? en : zh).filter(([key]) => STAFF_TEXTS.has(key) === (found[2] === 'staff'));
    return `export default ${JSON.stringify(Object.fromEntries(part))};`;
  },
};

export default defineConfig({
  plugins: [react(), unusedComponentsGo, textsInTwo],
  resolve: { alias: { 'uswds-img': folder('./node_modules/@uswds/uswds/dist/img') } },
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: [folder('./node_modules/@uswds/uswds/packages')],
        quietDeps: true,
      },
    },
  },
  build: {
    target: 'es2022',
    // The server's content policy allows scripts, styles and fonts from itself alone: nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // The component library is one file that does not say it is free of side effects: only what is used is kept.
      treeshake: { moduleSideEffects: (id) => !/react-uswds|focus-trap/.test(id) },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/open311': 'http://127.0.0.1:8080' } },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
