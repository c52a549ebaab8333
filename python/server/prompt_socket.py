"""The web socket between JupyterLab's server and a page, without the wait that TCP makes by itself.

TCP keeps a small packet back while an earlier one is not yet acknowledged, and the other side acknowledges after up to 0.04 s. A cell's
answer is several small messages, so it came that much later.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """JupyterLab's connection of a page to a kernel, whose messages leave at once."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
