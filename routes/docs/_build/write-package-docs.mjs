// Writes the documentation as Markdown to framework/docs/, for the npm package. Packing it runs this script.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { runnerImport } from 'vite'

const source = join(import.meta.dirname, 'package-docs.ts')
const folder = resolve(import.meta.dirname, '../../../framework/docs')

const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' })
rmSync(folder, { recursive: true, force: true })
for (const [name, text] of module.formatPackageDocs()) {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
