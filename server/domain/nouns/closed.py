"""What every noun, command and event is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Offset = Annotated[int, Field(ge=0)]  # Unicode code points
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]  # of the recording


class Closed(BaseModel):
    """A shape that takes nothing else: unknown fields and wrong types are refused."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,  # an error's text may end in a log
        json_schema_serialization_defaults_required=True,
    )
