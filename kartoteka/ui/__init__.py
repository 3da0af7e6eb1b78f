"""The look: base pages, components, tags, assets. Knows no room."""
