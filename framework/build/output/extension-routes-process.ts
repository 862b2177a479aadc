// A child process that runs `_server` during a build, reports the extension routes, and exits.
import { createServer } from 'vite'
import { isUserError } from '../../node/user-error.ts'
import { importServerModule } from '../import-server-module.ts'
import { bundleNoPackages } from '../find-site.ts'
import { vial } from '../plugin.ts'
import {
  type ExtensionRoutesAnswer,
  type ExtensionRoutesQuestion,
  findExtensionRoutes,
} from './read-extension-routes.ts'

const answer = await readAnswer(JSON.parse(process.argv[2]!) as ExtensionRoutesQuestion)
// Exit explicitly: connections and timers that the file has opened end with the process.
process.send!(answer, () => process.exit())

async function readAnswer(question: ExtensionRoutesQuestion): Promise<ExtensionRoutesAnswer> {
  const { file, root, mode, configFile, options } = question
  try {
    const server = await createServer({
      root,
      mode,
      configFile,
      plugins: [...(configFile === false ? [vial(options)] : []), bundleNoPackages()],
      appType: 'custom',
      logLevel: 'error',
      server: { middlewareMode: true, ws: false, watch: null },
    })
    return { extensionRoutes: findExtensionRoutes(await importServerModule(server, file)) }
  } catch (error) {
    if (isUserError(error)) return { mistake: error.message }
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
