import { defineConfig } from 'vite';

export default defineConfig({
  // The page works in any folder of a web server.
  base: './',
  // The code for WebAssembly counts on newer syntax anyway.
  build: { target: 'es2023' },
  worker: { format: 'es' },
});
