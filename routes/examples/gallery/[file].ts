// Serves one picture of the gallery.
import type { Context } from 'vial'
import { pictureFolder } from '../_gallery/pictures.server.ts'

export function GET(ctx: Context<'/examples/gallery/[file]'>) {
  // A file never changes, because each picture has its own name.
  return ctx.sendFile(ctx.params.file, { root: pictureFolder, maxAge: 3600 })
}
