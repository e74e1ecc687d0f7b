/** Made by vite.config.ts from src/locales/: the texts of one language, for everybody or for staff. */
declare module 'texts:*' {
  const texts: Record<string, unknown>;
  export default texts;
}
