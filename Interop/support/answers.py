"""What the little servers of the tests answer."""


def answer_page(handler, html):
    """Sends a page over a `BaseHTTPRequestHandler`."""
    body = ("<!DOCTYPE html>" + html).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
