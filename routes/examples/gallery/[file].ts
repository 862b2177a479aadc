// One picture of the gallery.
import type { Context } from 'vial'
import { pictureFolder } from '../_gallery/pictures.server.ts'

export function GET(ctx: Context<'/examples/gallery/[file]'>) {
  // What is in a file never changes: another picture has another name.
  return ctx.sendFile(ctx.params.file, { root: pictureFolder, maxAge: 3600 })
}
