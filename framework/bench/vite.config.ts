// Builds the hand-written server, with its packages external.
import { defineConfig } from 'vite'

export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { ssr: 'raw-server.tsx', outDir: 'dist', emptyOutDir: true },
})
