"""shequ, smart community: access tokens, page numbers with a depth limit, epoch milliseconds."""
