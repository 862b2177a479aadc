// Wraps personal parts: a page that imports one gets a component that renders in place, or leaves a hole.
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import { toLanguage } from '../parse-tree.ts'
import { readModuleExports } from '../routes/route-exports.ts'
import type { BuildSite } from '../site.ts'
import { wrapFiles } from './wrap-files.ts'

/** Tells whether a file is a personal part. Packages may use `.mjs`. */
export function isPersonalPart(path: string): boolean {
  return /\.personal\.m?[jt]sx?$/.test(path)
}

/** Wraps personal parts on the server. */
export function wrapPersonalParts(site: BuildSite): Plugin {
  return wrapFiles(site, 'vial:wrap-personal-parts', 'personal', async ({ path, file, codeId }) => {
    await assertDefaultExport(path, file)
    const code = JSON.stringify(codeId)
    const lines = [
      `import { createPersonal } from 'vial/server'`,
      `import * as part from ${code}`,
      `export * from ${code}`,
      `export default createPersonal(part, ${JSON.stringify(file)})`,
      '',
    ]
    return lines.join('\n')
  })
}

async function assertDefaultExport(path: string, file: string): Promise<void> {
  const { names } = readModuleExports(await readFile(path, 'utf8'), toLanguage(path))
  if (names.has('default')) return
  throw new Error(
    `${file}: there is no default export. Export the component of the personal part as default.`,
  )
}
