// vial new: writes a small complete site into a new folder.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { CommandDef } from 'citty'
import { createUserError } from '../node/user-error.ts'
import { dockerFiles } from './docker-files.ts'
import { createNewSite } from './new-site.ts'
import { findOwnSource } from './own-source.ts'
import type { Terminal } from './terminal.ts'

export const newCommand: CommandDef = {
  args: {
    folder: { type: 'positional', required: false, description: 'The folder to create' },
    from: { type: 'string', description: 'Where npm finds Vial: an archive, a folder or a version' },
    docker: { type: 'boolean', description: 'Also writes a Dockerfile' },
  },
  async run({ args, data }) {
    const { folder: here, print, paint } = data as Terminal
    if (typeof args.folder !== 'string') {
      throw createUserError('vial new: the folder is missing. Write it as in: vial new my-site')
    }
    const folder = resolve(here, args.folder)
    const from = typeof args.from === 'string' ? args.from : undefined
    const source = await findOwnSource(from, here)
    const present = await readFolder(folder)
    if (present.length > 0) {
      throw createUserError(`${folder} is not empty (${present[0]}). Choose another folder, or empty it.`)
    }
    const files = { ...createNewSite(basename(folder), source), ...(args.docker === true && dockerFiles) }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
      print(paint('dim', `  ${path}`))
    }
    const way = relative(here, folder)
    print('')
    print('The site is ready. Next:')
    if (way !== '') print(`  cd ${/\s/.test(way) ? JSON.stringify(way) : way}`)
    print('  npm install')
    print('  npm run dev')
    if (args.docker && source.startsWith('file:')) {
      print('')
      print(
        `Docker cannot read ${source.slice('file:'.length)}. Copy it into the site, and name it in package.json and in the Dockerfile.`,
      )
    }
  },
}

async function readFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') throw createUserError(`${folder} is a file. Choose another name.`)
    throw error
  })
  // A new repository counts as empty.
  return names.filter((name) => name !== '.git')
}
