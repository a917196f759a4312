"""The portal's own part of the editor: what is deleted there in bulk is an event, too."""

from wagtail import hooks

from portal.audit import editor_views

hooks.register("after_bulk_action", editor_views.after_bulk)
