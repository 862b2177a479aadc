// The templates of a new site, and the files of each.
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createUserError } from '../../node/user-error.ts'
import { suggest } from '../run-command.ts'

interface Template {
  readonly summary: string
  /** Folders of `templates/`; a file of a later one replaces a file of an earlier one. */
  readonly layers: readonly string[]
}

/** The templates by name; the first one is the default. */
export const templates: Readonly<Record<string, Template>> = {
  minimal: { summary: 'One page with a form, a session and a test', layers: ['base', 'pages', 'minimal'] },
  full: {
    summary: 'Accounts, a SQLite database with migrations, an island, tests and Docker',
    layers: ['base', 'pages', 'docker', 'full'],
  },
  api: { summary: 'JSON endpoints with validated input and tests, without pages', layers: ['base', 'api'] },
}

export const templateNames: readonly string[] = Object.keys(templates)

/** What a file says that differs from site to site. */
export interface TemplateValues {
  /** The name in `package.json`. */
  readonly name: string
  /** The range, file or URL of Vial in `package.json`. */
  readonly source: string
  /** Whether to add a Dockerfile to a template without one. */
  readonly docker: boolean
}

/**
 * Checks the name of a template.
 *
 * @param command The command to name in the message, such as `vial new`
 * @throws Error for an unknown name
 */
export function assertTemplate(name: string, command: string): void {
  if (templateNames.includes(name)) return
  throw createUserError(
    `${command}: there is no template ${name}. ${suggest(name, templateNames)}Choose one of: ${templateNames.join(', ')}.`,
  )
}

/** Reads the files of a template: their texts, by path in the site. */
export async function readTemplate(
  template: string,
  { name, source, docker }: TemplateValues,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {}
  for (const layer of [...(docker ? ['docker'] : []), ...templates[template]!.layers]) {
    Object.assign(files, await readLayer(layer))
  }
  files['package.json'] = nameSite(files['package.json']!, name, source)
  files['README.md'] = files['README.md']!.replace('my-site', name)
  return files
}

async function readLayer(layer: string): Promise<Record<string, string>> {
  const folder = join(findTemplates(import.meta.dirname), layer)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = paths.sort().map(async (path): Promise<[string, string]> => {
    const inside = path.slice(folder.length + 1).replaceAll('\\', '/')
    // npm leaves .gitignore out of a package, so names in the root begin with an underscore instead of a dot.
    return [inside.replace(/^_/, '.'), await readFile(path, 'utf8')]
  })
  return Object.fromEntries(await Promise.all(texts))
}

/** Finds the folder in a checkout, in this package, and in `create-vial`, which is one file. */
function findTemplates(from: string): string {
  const folder = join(from, 'templates')
  return existsSync(join(folder, 'base')) ? folder : findTemplates(dirname(from))
}

function nameSite(text: string, name: string, source: string): string {
  const file = JSON.parse(text) as { devDependencies: Record<string, string> }
  const named = { ...file, name, devDependencies: { ...file.devDependencies, vial: source } }
  return `${JSON.stringify(named, null, 2)}\n`
}
