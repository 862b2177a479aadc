// Checks that no secret is in version control, and that the build is newer than the sources.
import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { DoctorResult } from './doctor-result.ts'
import type { Project } from '../build/project/project.ts'

/** Examines the files of a project. */
export async function examineFiles({ site, config }: Project): Promise<DoctorResult[]> {
  const { root, routesFolder } = site.options
  const output = join(root, config.environments.ssr!.build.outDir, 'index.js')
  const sources = [routesFolder, config.publicDir, config.configFile ?? '', join(root, 'package.json')]
  return [...(await examineSecrets(root)), ...(await examineBuild(output, sources.filter(Boolean)))]
}

async function examineSecrets(root: string): Promise<DoctorResult[]> {
  const files = await listTracked(root)
  if (files === undefined) return []
  const secrets = files.filter((file) => !/\.(example|sample|template)$/.test(file))
  if (secrets.length === 0)
    return [{ level: 'ok', subject: 'git', message: 'No .env file or secret is in version control.' }]
  return secrets.map((file) => ({
    level: 'fail',
    subject: 'git',
    message: `${file} is in version control, and its history keeps it. Run: git rm --cached ${file}; add it to .gitignore, and replace the secrets in it.`,
  }))
}

/** Lists the files with secrets that git tracks; `undefined` outside a repository. */
async function listTracked(root: string): Promise<string[] | undefined> {
  const patterns = ['.env', '.env.*', ':(glob)**/.env', ':(glob)**/.env.*', ':(glob)**/.vial/secret']
  try {
    const { stdout } = await promisify(execFile)('git', ['ls-files', '--', ...patterns], { cwd: root })
    return stdout.split('\n').filter(Boolean)
  } catch {
    // No git, or no repository: nothing can have been committed.
    return undefined
  }
}

async function examineBuild(output: string, sources: readonly string[]): Promise<DoctorResult[]> {
  const built = await timeOf(output)
  if (built === undefined) {
    const level = process.env.NODE_ENV === 'production' ? 'warn' : 'ok'
    return [{ level, subject: 'dist', message: 'Not built yet. Run npm run build before npm start.' }]
  }
  const newest = (await Promise.all(sources.map(findNewest))).toSorted(
    (left, right) => right.time - left.time,
  )[0]
  if (!newest || newest.time <= built)
    return [{ level: 'ok', subject: 'dist', message: 'Newer than all sources.' }]
  return [
    { level: 'warn', subject: 'dist', message: `Older than ${basename(newest.path)}. Run: npx vite build` },
  ]
}

interface Newest {
  readonly path: string
  readonly time: number
}

/** Finds the newest file below a folder, or the file itself. */
async function findNewest(path: string): Promise<Newest> {
  const own = { path, time: 0 }
  const names = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!names) return { path, time: (await timeOf(path)) ?? 0 }
  let newest: Newest = own
  for (const entry of names) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const time = (await timeOf(file)) ?? 0
    if (time > newest.time) newest = { path: file, time }
  }
  return newest
}

async function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
}
