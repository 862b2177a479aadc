// Measures the cost of typed routes: writes and checks the types of a site with 1,000 routes.
// Run it with: node framework/bench/types.mjs [routes]
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compilerOptions } from './compiler-options.mjs'
import { project } from './reliability/site.mjs'

const count = Number(process.argv[2] ?? 1000)
const folder = await mkdtemp(join(tmpdir(), 'vial-types-'))

try {
  await writeSite()
  const written = await measureWriting()
  const [first, second, third] = [measureCompiler(), measureCompiler(), measureCompiler()]
  const best = Math.min(first, second, third)
  console.log(`${count} routes: types written in ${written} ms, checked in ${best} s (best of three).`)
} finally {
  await rm(folder, { recursive: true })
}

/** Five kinds of routes, each of which uses its types and links to another route. */
async function writeSite() {
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...compilerOptions,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
      },
      include: ['routes', '.vial/types/**/*.d.ts'],
    }),
  )
  for (let index = 0; index < count; index++) {
    const pattern = toPattern(index)
    const path = join(folder, 'routes', `${pattern}.tsx`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, toSource(pattern, index))
  }
}

function toPattern(index) {
  const shop = `/section-${index % 40}/part-${index}`
  return [
    shop,
    `${shop}/[slug]`,
    `${shop}/[id=int]/edit`,
    `${shop}/list/[[page=int]]`,
    `${shop}/docs/[...path]`,
  ][index % 5]
}

function toSource(pattern, index) {
  const next = toPattern((index + 1) % count)
  const params = ['', `, { slug: 'x' }`, ', { id: 7 }', '', `, { path: ['a'] }`][((index + 1) % count) % 5]
  return `
import { type Context, type PageProps, href, notFound, redirect } from 'vial'

export async function loader({ params, query }: Context<'${pattern}'>) {
  return { params, item: items.get(${index}) ?? notFound(), page: query.get('page') }
}

const items = new Map([[${index}, { title: 'Item ${index}', tags: ['a', 'b'] }]])

export async function POST(ctx: Context<'${pattern}'>) {
  const form = await ctx.form()
  if (!form.data.title) return ctx.fail(422, { missing: 'title' as const })
  return redirect(href('${next}'${params}))
}

export const head = ({ data }: PageProps<'${pattern}'>) => ({ title: data.item.title })

export default function Page({ data, form, params }: PageProps<'${pattern}'>) {
  const missing: 'title' | undefined = form?.missing
  const same: typeof params = data.params
  return <p title={missing}>{data.item.tags.join()} {Object.keys(same)}</p>
}
`
}

async function measureWriting() {
  const { writeTypes } = await import('../dist/build/routes/typegen.js')
  const { scanRoutes } = await import('../dist/build/routes/scan-routes.js')
  const start = performance.now()
  const { files } = await scanRoutes(join(folder, 'routes'), ['.tsx'])
  await writeTypes(files, { root: folder, routesFolder: join(folder, 'routes') })
  return Math.round(performance.now() - start)
}

function measureCompiler() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const start = performance.now()
  const { stdout, status } = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stdout)
  return Number(((performance.now() - start) / 1000).toFixed(2))
}
