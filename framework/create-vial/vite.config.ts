// Bundles create-vial into one file, with the templates beside it.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { type UserConfig, defineConfig } from 'vite'

const config: UserConfig = defineConfig({
  publicDir: false,
  build: { ssr: 'main.ts', target: 'node20', minify: false, emptyOutDir: true, license: true },
  ssr: { noExternal: true },
  plugins: [
    {
      name: 'copy-templates',
      writeBundle({ dir = 'dist' }) {
        cpSync(join(import.meta.dirname, '../templates'), join(dir, 'templates'), { recursive: true })
      },
    },
  ],
})

export default config
