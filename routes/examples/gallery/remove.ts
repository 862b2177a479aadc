// Removes a picture from the gallery, for the visitor who uploaded it.
import * as v from 'valibot'
import { type Context, HttpError, href, redirect } from 'vial'
import { listPictures, removePictures } from '../_gallery/pictures.server.ts'

const RemoveSchema = v.object({ file: v.string() })

export async function POST(ctx: Context<'/examples/gallery/remove'>) {
  const form = await ctx.form(RemoveSchema)
  if (!form.ok) return ctx.fail(422, form)
  const picture = (await listPictures()).find(({ file }) => file === form.data.file)
  if (picture && picture.owner !== ctx.session.gallery) throw new HttpError(403, 'This picture is not yours.')
  if (picture) await removePictures([picture.file])
  ctx.flash('success', 'The picture has been removed.')
  return redirect(href('/examples/gallery'))
}
