// Reads the environment of the dev server: that of the process, and .env files as Vite reads them.
import { type ResolvedConfig, loadEnv } from 'vite'

// Vite creates a new server when an .env file changes, and what the last one has read must not win over it.
const fromFiles = new Map<string, string>()

/** Reads the environment of a site, and adds what is only in `.env` files to `process.env`. */
export function readDevEnvironment({
  envDir,
  mode,
}: Pick<ResolvedConfig, 'envDir' | 'mode'>): Readonly<Record<string, string | undefined>> {
  for (const [name, value] of fromFiles) if (process.env[name] === value) delete process.env[name]
  fromFiles.clear()
  for (const [name, value] of Object.entries(envDir ? loadEnv(mode, envDir, '') : {})) {
    if (process.env[name] !== undefined) continue
    process.env[name] = value
    fromFiles.set(name, value)
  }
  return { ...process.env }
}

/** Lists the names of the variables that were last read from `.env` files, and that the process did not have. */
export function listFileVariables(): ReadonlySet<string> {
  return new Set(fromFiles.keys())
}
