// Builds the hand-written servers, with their packages external.
import { defineConfig } from 'vite'

export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: { input: ['raw-server.tsx', 'concat-server.ts', 'fastify-server.tsx'] },
  },
})
