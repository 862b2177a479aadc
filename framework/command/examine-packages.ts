// Checks that a site's packages and Node.js have versions that Vial supports, and that none is installed twice.
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareVersions, isInRange } from './compare-versions.ts'
import { examineNode } from './examine-node.ts'
import type { DoctorResult } from './doctor-result.ts'
import type { Project } from '../build/project/project.ts'

interface PackageFile {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly engines?: { readonly node: string }
}

/** Examines versions, and looks for second copies of Preact, whose hooks do not see each other. */
export function examinePackages({ site }: Project): DoctorResult[] {
  const own = findOwnFolder()
  const vial = readPackage(own)!
  const ranges = { ...vial.peerDependencies, 'iron-session': vial.dependencies?.['iron-session'] ?? '*' }
  const versions = Object.entries(ranges).flatMap(([name, range]) => {
    const from = name in (vial.peerDependencies ?? {}) ? site.options.root : own
    const folder = findPackage(name, from)
    return folder
      ? [examineVersion(name, readPackage(folder)!.version, range)]
      : vial.peerDependenciesMeta?.[name]?.optional
        ? []
        : [missing(name, range)]
  })
  return [
    examineNode(process.versions.node, vial.engines?.node ?? '*'),
    { level: 'ok', subject: 'vial', message: vial.version },
    ...versions,
    ...examineCopies(site.options.root, own),
  ]
}

function examineVersion(name: string, version: string, range: string): DoctorResult {
  if (isInRange(version, range)) return { level: 'ok', subject: name, message: version }
  const isOlder = range.split('||').every((part) => compareVersions(version, part.replace(/[^\d.]/g, '')) < 0)
  const message = `${version} is outside the range ${range}. Run: npm install ${name}@"${range}"`
  return { level: isOlder ? 'fail' : 'warn', subject: name, message }
}

function missing(name: string, range: string): DoctorResult {
  return { level: 'fail', subject: name, message: `Not installed. Run: npm install ${name}@"${range}"` }
}

function examineCopies(root: string, own: string): DoctorResult[] {
  return ['preact', '@preact/signals'].flatMap((name) => {
    const folders = new Set(
      [findPackage(name, root), findPackage(name, own), ...listNested(join(root, 'node_modules'), name)]
        .filter((folder) => folder !== undefined)
        .map((folder) => realpathSync(folder)),
    )
    if (folders.size < 2) return []
    const list = [...folders].join(', ')
    return [
      {
        level: 'fail',
        subject: name,
        message: `Installed ${folders.size} times: ${list}. Run: npm dedupe`,
      } as const,
    ]
  })
}

/** Lists the copies that packages of a folder have for themselves. */
function listNested(modules: string, name: string): string[] {
  if (!existsSync(modules)) return []
  const packages = readdirSync(modules).flatMap((folder) =>
    folder.startsWith('@') ? readdirSync(join(modules, folder)).map((part) => join(folder, part)) : [folder],
  )
  return packages.map((folder) => join(modules, folder, 'node_modules', name)).filter(existsSync)
}

/** Finds an installed package as Node does, but even if its package.json is not exported. */
function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(from)
  return above === from ? undefined : findPackage(name, above)
}

function findOwnFolder(folder = dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(join(folder, 'bin/vial.js')) ? folder : findOwnFolder(dirname(folder))
}

function readPackage(folder: string): PackageFile | undefined {
  const path = join(folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as PackageFile) : undefined
}
